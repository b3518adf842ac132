import { parseAbsolute, parseDateTime, toCalendarDateTime, toZoned } from '@internationalized/date';
import { useTranslation } from 'react-i18next';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import styles from './MemberPage.module.css';

interface Props {
  /** An instant, or nothing for now. */
  at: string | null;
  onChoose: (at: string | null) => void;
}

const MINUTES = 16;

const asWallTime = (at: string | null, zone: string) =>
  at ? toCalendarDateTime(parseAbsolute(at, zone)).toString().slice(0, MINUTES) : '';

const asInstant = (wallTime: string, zone: string) =>
  wallTime ? toZoned(parseDateTime(wallTime), zone).toAbsoluteString() : null;

/** Looks at the member as they stood, or will stand, at an instant: given on the clock of the member's zone. */
export function AsOf({ at, onChoose }: Props) {
  const { t } = useTranslation('console');
  const { zone } = useDates();
  return (
    <div className={styles.asOf}>
      <Field
        type="datetime-local"
        label={`${t('member.at')} (${zone})`}
        value={asWallTime(at, zone)}
        onChange={(wallTime) => onChoose(asInstant(wallTime, zone))}
      />
      <Button isDisabled={!at} onPress={() => onChoose(null)}>
        {t('member.now')}
      </Button>
    </div>
  );
}

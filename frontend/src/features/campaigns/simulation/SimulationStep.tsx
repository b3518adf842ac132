import { useTranslation } from 'react-i18next';
import { readFragment } from '@/gql';
import {
  CampaignForecastFragmentDoc,
  CampaignSimulationDocument,
  SimulateCampaignDocument,
  type CampaignForecastFragment,
} from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { useLiveQuery, useReadingEvery } from '@/lib/graphql/read';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Skeleton } from '@/ui/Skeleton';
import { ByDay } from '../chart/ByDay';
import form from '../form/Form.module.css';
import { Problem, Section } from '../form/Section';
import { CHANNELS } from '../plan';
import { Counts } from './Counts';
import { JourneysShown } from './JourneysShown';

const LOOK_EVERY_MS = 1_000;

interface Props {
  code: string;
  isOpen: boolean;
  /** Saves what is not saved yet; the plan that is kept is what is simulated. */
  onSave: () => Promise<boolean>;
}

/** The whole campaign over the real members, without sending anything. */
export function SimulationStep({ code, isOpen, onSave }: Props) {
  const { t } = useTranslation('console');
  const act = useAct(SimulateCampaignDocument, (answer) => answer.simulateCampaign);
  const { data } = useLiveQuery(CampaignSimulationDocument, { code });
  const forecast = readFragment(CampaignForecastFragmentDoc, data?.campaign?.simulation);
  const isUnderWay = forecast ? !forecast.isDone : false;
  useReadingEvery(LOOK_EVERY_MS, isUnderWay);
  const simulate = async () => {
    if (await onSave()) await act.run({ input: { code } });
  };
  return (
    <div className={form.stack}>
      <Section title={t('campaigns.simulation.title')} hint={t('campaigns.simulation.hint')}>
        {isOpen && (
          <div className={form.buttons}>
            <Button weight="primary" isBusy={act.isBusy} onPress={() => void simulate()}>
              {t(forecast ? 'campaigns.simulation.again' : 'campaigns.simulation.begin')}
            </Button>
          </div>
        )}
        <Problem problem={act.problem} />
        {isUnderWay && <Notice tone="calm">{t('campaigns.simulation.underWay')}</Notice>}
      </Section>
      {act.isBusy && !forecast && <Skeleton height={12} />}
      {forecast && <Found forecast={forecast} />}
    </div>
  );
}

function Found({ forecast }: { forecast: CampaignForecastFragment }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  const spoken = useStore(language);
  const { costAtMost, costEach } = forecast;
  return (
    <>
      <Section
        title={t('campaigns.simulation.who')}
        hint={t('campaigns.simulation.asOf', { at: dates.moment(forecast.at) })}
      >
        <Counts what="arm" counts={forecast.variants} />
        <p>
          {costAtMost && costEach
            ? t('campaigns.simulation.cost', {
                most: formatMoney(costAtMost, spoken),
                each: formatMoney(costEach, spoken),
              })
            : t('campaigns.simulation.noCost')}
        </p>
      </Section>
      <Section title={t('campaigns.simulation.keptOut')} hint={t('campaigns.simulation.keptOutHint')}>
        {forecast.keptOut.length > 0 ? (
          <Counts what="reason" counts={forecast.keptOut} />
        ) : (
          <p>{t('campaigns.simulation.nobodyKeptOut')}</p>
        )}
      </Section>
      <Section title={t('campaigns.simulation.days')}>
        <ByDay
          label={t('campaigns.simulation.days')}
          series={CHANNELS.map((key) => ({ key, name: t(`messages.channel.${key}`) }))}
          points={forecast.days.map(({ on, channel, count }) => ({ on, series: channel, count }))}
          empty={t('campaigns.simulation.noDays')}
        />
      </Section>
      <JourneysShown journeys={forecast.journeys} />
    </>
  );
}

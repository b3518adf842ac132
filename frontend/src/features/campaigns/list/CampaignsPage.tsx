import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazily } from '@/lib/lazily';
import { useAddress } from '@/lib/useAddress';
import board from '@/ui/Board.module.css';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Calendar } from '../calendar/Calendar';
import { CampaignTable } from './CampaignTable';
import { Comparison } from './Comparison';

const NewCampaign = lazily(() => import('./NewCampaign'));

const VIEWS = ['list', 'calendar'] as const;

/** All campaigns; what goes out when; some of them side by side. Which of it stands in the address. */
export default function CampaignsPage() {
  const { t } = useTranslation('console');
  const address = useAddress();
  const [isNew, setNew] = useState(false);
  const view = VIEWS.find((one) => one === address.get('view')) ?? 'list';
  const compared = address.get('compare')?.split(',').filter(Boolean) ?? [];
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.campaigns')}</h1>
        <Choice
          label={t('campaigns.view.label')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => address.put('view', chosen === 'list' ? null : chosen)}
          nameOf={(one) => t(`campaigns.view.${one}`)}
        />
        <Button weight="primary" onPress={() => setNew(true)}>
          {t('campaigns.new.open')}
        </Button>
      </header>
      {view === 'calendar' && <Calendar />}
      {view === 'list' && compared.length > 0 && (
        <Comparison codes={compared} onClose={() => address.put('compare', null)} />
      )}
      {view === 'list' && compared.length === 0 && (
        <CampaignTable
          onNew={() => setNew(true)}
          onCompare={(codes) => address.put('compare', codes.join(','))}
        />
      )}
      <Suspense>{isNew && <NewCampaign onClose={() => setNew(false)} />}</Suspense>
    </>
  );
}

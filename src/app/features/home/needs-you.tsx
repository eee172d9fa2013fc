import { useAlerts, useDismissed } from '../../query/alerts.ts';
import { explain } from '../../query/explain.ts';
import { AlertList } from '../../shell/alert-list.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import styles from './home.module.css';
import { counted } from './home-words.ts';

/** What the bell has, with room for it. */
export function NeedsYou({ person }: { readonly person: string }) {
  const alerts = useAlerts();
  const { isDismissed, dismiss, bringBack } = useDismissed(person);
  if (alerts.hidden) return null;
  const shown = (alerts.data?.Alerts ?? []).filter((alert) => !isDismissed(alert));
  const away = (alerts.data?.Alerts.length ?? 0) - shown.length;
  return (
    <div id="needs">
      <Card
        title="What needs you"
        flush
        far={
          away > 0 && (
            <Button small kind="bare" onClick={bringBack}>
              Bring back {counted(away, 'that you put away', 'that you put away')}
            </Button>
          )
        }
      >
        {alerts.isPending && <Skeleton rows={2} label="Loading alerts" />}
        {alerts.isError && alerts.data === undefined && (
          <ErrorState
            problem={explain('The alerts could not be read', alerts.error)}
            onRetry={() => void alerts.refetch()}
          />
        )}
        {alerts.data !== undefined && shown.length === 0 && (
          <p className={styles['none']}>Nothing that cannot wait.</p>
        )}
        {shown.length > 0 && <AlertList alerts={shown} onDismiss={dismiss} />}
      </Card>
    </div>
  );
}

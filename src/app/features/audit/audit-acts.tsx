import { useRef, useState } from 'react';
import { download } from '../../query/download.ts';
import type { EventFilter } from '../../query/events.ts';
import { explain } from '../../query/explain.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useToast } from '../../ui/toast.tsx';
import { allEvents, eventsCsv, eventsJsonLines } from './audit-export.ts';
import styles from './audit-page.module.css';

const number = new Intl.NumberFormat('en');

/** What can be done with an answer: watched, taken along, printed. */
export function AuditActs({
  filter,
  live,
  liveReason,
  onLive,
}: {
  readonly filter: EventFilter;
  readonly live: boolean;
  /** Why there is nothing to wait for; null when there is. */
  readonly liveReason: string | null;
  readonly onLive: (live: boolean) => void;
}) {
  const toast = useToast();
  const stop = useRef<AbortController | null>(null);
  const [found, setFound] = useState<number | null>(null);
  const run = async (form: 'csv' | 'jsonl'): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    setFound(0);
    try {
      const { events, complete } = await allEvents(filter, controller.signal, setFound);
      const name = `audit-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${form}`;
      if (form === 'csv') download(name, 'text/csv', eventsCsv(events));
      else download(name, 'application/jsonl', eventsJsonLines(events));
      toast({
        text: complete
          ? `Exported ${number.format(events.length)} events`
          : `Exported the newest ${number.format(events.length)} events: there are more, so choose a shorter time for the rest`,
      });
    } catch (error) {
      if (!controller.signal.aborted)
        toast({ tone: 'bad', text: explain('The events were not exported', error).why });
    } finally {
      stop.current = null;
      setFound(null);
    }
  };
  if (found !== null)
    return (
      <div className={styles['acts']}>
        <span role="status">{number.format(found)} events read</span>
        <Button onClick={() => stop.current?.abort()}>Stop the export</Button>
      </div>
    );
  return (
    <div className={styles['acts']}>
      <Button aria-pressed={live} disabledReason={liveReason} onClick={() => onLive(!live)}>
        {live ? 'Stop watching' : 'Watch live'}
      </Button>
      <Menu
        label="Export"
        className={buttonClass({})}
        heading="All events that match"
        entries={[
          { id: 'csv', label: 'CSV', note: 'For a spreadsheet', onAction: () => void run('csv') },
          { id: 'jsonl', label: 'JSON Lines', note: 'All that is known', onAction: () => void run('jsonl') },
        ]}
      >
        Export
        <Icon name="down" small />
      </Menu>
      <Button kind="bare" onClick={() => window.print()}>
        Print
      </Button>
    </div>
  );
}

import { useCan } from '../../query/can.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Card } from '../../ui/page.tsx';
import { Section } from './section.tsx';
import { SessionsTable } from './sessions-table.tsx';

const EVERYBODY = { Everybody: true };

export async function loader(): Promise<null> {
  await prefetch('ListSessions', EVERYBODY);
  return null;
}

export function Component() {
  const { Sessions } = usePrefetched('ListSessions', EVERYBODY);
  return (
    <Section
      title="Sessions"
      purpose="Everybody who is signed in, last used first. A session ends after 30 minutes without use, and after 12 hours in any case."
    >
      <Card>
        <SessionsTable sessions={Sessions} whose reason={useCan('keydesk:EndSession').reason} />
      </Card>
    </Section>
  );
}

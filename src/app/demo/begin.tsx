/** Before anything of the demo is shown its desk is opened in the page; where it cannot be, that is what is shown. */
import { useState, type ReactNode } from 'react';
import { routes } from '../routes.tsx';
import { reachBy } from '../transport.ts';
import { Button } from '../ui/button.tsx';
import { Door } from '../ui/door.tsx';
import { bringAllPages } from './all-pages.ts';
import { beginAs } from './control.ts';
import { wayWords } from './way-words.ts';

/** Kept over one reload: this tab takes the demo from another. */
const TAKE_OVER = 'keydesk-demo-take-over';

const again = (): void => window.location.reload();

/** The console when the demo has begun; else what is to be shown in its place. `show`: meanwhile. */
export async function beginDemo(
  show: (what: ReactNode) => void,
  console: () => ReactNode,
): Promise<ReactNode> {
  show(<Opening />);
  // The one host that the console may load.
  const { startDemo, forgetDemo } = await import('../../hosts/browser/demo/start.ts');
  const takeOver = sessionStorage.getItem(TAKE_OVER) !== null;
  sessionStorage.removeItem(TAKE_OVER);
  try {
    const started = await startDemo(takeOver, again);
    if (started === null) return <Taken />;
    reachBy(started.carrier.fetch);
    beginAs({
      visitor: started.visitor,
      way: () => wayWords(started.carrier.way()),
      onWay: started.carrier.onWay,
      reset: async () => {
        await started.reset();
        again();
      },
    });
    void bringAllPages(routes);
    return console();
  } catch (error) {
    return <Failed why={error instanceof Error ? error.message : String(error)} forget={forgetDemo} />;
  }
}

const Opening = () => (
  <Door
    title="The demo is opening"
    purpose="At first a year is made for it: twelve keys, nine services, twenty thousand events, chained and signed as a real desk does. All of it stays in this browser."
  >
    <p role="status">One moment …</p>
  </Door>
);

function Taken() {
  return (
    <Door
      title="The demo is open in another tab"
      purpose="Everything of it is kept in this browser, so one tab at a time has it."
    >
      <Button
        kind="primary"
        onClick={() => {
          sessionStorage.setItem(TAKE_OVER, '1');
          again();
        }}
      >
        Take it over here
      </Button>
    </Door>
  );
}

function Failed({ why, forget }: { readonly why: string; readonly forget: () => Promise<void> }) {
  const [pending, setPending] = useState(false);
  return (
    <Door title="The demo cannot be opened" purpose={why}>
      <Button
        kind="primary"
        pending={pending}
        onClick={() => {
          setPending(true);
          void forget().finally(again);
        }}
      >
        Reset it, and begin anew
      </Button>
    </Door>
  );
}

import { useState } from 'react';
import { demo } from '../demo/control.ts';
import type { DeskFacts } from '../query/contract.ts';
import { useReachable } from '../query/reach.ts';
import { vaultWords } from '../query/vault-words.ts';
import { Button } from '../ui/button.tsx';
import styles from './layout.module.css';

/** In the demo, on every page: what it is, and the way to begin anew. */
function DemoBanner() {
  const [asking, ask] = useState(false);
  const [pending, setPending] = useState(false);
  const here = demo();
  if (here === null) return null;
  const reset = (): void => {
    setPending(true);
    void here.reset();
  };
  return (
    <div className={styles['banner']} data-tone="quiet">
      <span>
        <b>Demo.</b> A desk inside this page: its keys are WebCrypto’s, its year is made up, everything stays
        in this browser.
      </span>{' '}
      {asking ? (
        <>
          <Button small onClick={() => ask(false)}>
            Keep it
          </Button>{' '}
          <Button small kind="armed" pending={pending} onClick={reset}>
            Throw away what I did
          </Button>
        </>
      ) : (
        <Button small kind="bare" onClick={() => ask(true)}>
          Reset…
        </Button>
      )}
    </div>
  );
}

/** What is wrong with the desk itself, on every page: and what still works all the same. */
export function Banners({ desk }: { readonly desk: DeskFacts }) {
  const reachable = useReachable();
  if (!reachable)
    return (
      // Not an alert: a page that could not be loaded for it says so with one of its own.
      <div className={styles['banner']} role="status">
        <b>Keydesk does not answer.</b> What stands here is as it was read last; nothing can be changed now.
        It is asked again every two seconds, and the page comes back by itself.
      </div>
    );
  return (
    <>
      <DemoBanner />
      {desk.Vault.State === 'lost' && (
        <div className={styles['banner']} role="alert">
          <b>{vaultWords(desk.Vault).Name} cannot be reached.</b> Until it is back no key can be used, made or
          rotated, no access key made, and the log is not signed. Reading, searching the log, disabling keys,
          policies and switching access keys off work.
        </div>
      )}
      {desk.Quarantine.map((words) => (
        <div key={words} className={styles['banner']} role="alert">
          <b>Not trusted:</b> {words}
        </div>
      ))}
    </>
  );
}

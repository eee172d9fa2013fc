import { useNavigate } from 'react-router';
import type { Witness } from '../../../../domain/policy/witness.ts';
import { simulatorOfWitness } from '../../../query/simulator-link.ts';
import { Link } from '../../../ui/link.tsx';

/**
 * To the simulator with the request of a witness. `edited`: the text that it is decided under, while it is not the one in force; it goes
 * along with the entry of the history, and is in no address.
 */
export function SimulateLink({
  witness,
  keyId,
  edited,
}: {
  readonly witness: Witness;
  readonly keyId: string;
  readonly edited: string | null;
}) {
  const navigate = useNavigate();
  const href = simulatorOfWitness(witness, keyId);
  return (
    <Link
      href={href}
      className="link"
      onClick={(event) => {
        const elsewhere =
          event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
        if (edited === null || elsewhere) return;
        event.preventDefault();
        void navigate(href, { state: { policy: edited } });
      }}
    >
      Simulate
    </Link>
  );
}

import type { DeskFacts } from '../query/contract.ts';
import { Sheet } from '../ui/dialog.tsx';
import { Navigation } from './navigation.tsx';

/** The navigation of a phone. */
export default function NavigationSheet({
  desk,
  onClose,
}: {
  readonly desk: DeskFacts;
  readonly onClose: () => void;
}) {
  return (
    <Sheet label="Pages" onClose={onClose}>
      <Navigation desk={desk} onGo={onClose} />
    </Sheet>
  );
}

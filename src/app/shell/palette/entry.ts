/** One line of the palette: somewhere to go, or something to do. */
import type { IconName } from '../../ui/icon.tsx';

export interface Entry {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** What it is, at the right. */
  readonly note?: string;
  /** Further words that it is found by. */
  readonly words?: string;
  /** Why it cannot be done; it stays in sight and says so. */
  readonly refused?: string | null;
  /** Where it goes, or what it does. */
  readonly go: string | (() => void);
  /** Gone to before, it stands among the recent ones: things and pages do, acts do not. */
  readonly remembered?: boolean;
}

export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

import { Notice } from '../../ui/states.tsx';

/** The worker broke: nothing is said of the text until it is started again. */
export const ChecksStopped = ({ onAgain }: { readonly onAgain: () => void }) => (
  <Notice tone="warn" role="alert">
    <b>The checks have stopped.</b> You can go on typing; nothing is checked meanwhile.{' '}
    <button type="button" className="link" onClick={onAgain}>
      Start them again
    </button>
  </Notice>
);

import { useAct } from '../../query/act.ts';
import { AcceptDialog as Ask, type Acceptance } from '../../shell/accept-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Check, Finding } from './posture-rules.ts';

/** Bears a finding until a day, with a reason that the log keeps. */
export default function AcceptDialog({
  check,
  finding,
  onClose,
}: {
  readonly check: Check;
  readonly finding: Finding;
  readonly onClose: () => void;
}) {
  const accept = useAct('AcceptFinding');
  const toast = useToast();
  // Awaited: what it was asked from may be gone with the answer.
  const submit = ({ until, day, reason }: Acceptance): void => {
    accept
      .mutateAsync({ Check: check.Code, Object: finding.Id, Until: until, Reason: reason })
      .then(() => {
        toast({ text: `Accepted for ${finding.Name} until ${day}` });
        onClose();
      })
      .catch(() => undefined); // the form shows it
  };
  return (
    <Ask
      title={`Accept the risk for ${finding.Name}`}
      error={accept.error}
      pending={accept.isPending}
      onAccept={submit}
      onClose={onClose}
    >
      <p>{finding.Reason}</p>
    </Ask>
  );
}

import type { Finding } from '../../../domain/policy/lint/finding.ts';
import { useAct } from '../../query/act.ts';
import { AcceptDialog, type Acceptance } from '../../shell/accept-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Bears a finding of the policy in force until a day, with a reason that the log keeps. */
export default function AcceptFinding({
  keyId,
  finding,
  title,
  sid,
  onAccepted,
  onClose,
}: {
  readonly keyId: string;
  readonly finding: Finding;
  /** Of its rule. */
  readonly title: string;
  /** Of its statement; null: it has none, or the finding is of the whole policy. */
  readonly sid: string | null;
  readonly onAccepted: () => void;
  readonly onClose: () => void;
}) {
  const suppress = useAct('SuppressFinding');
  const toast = useToast();
  // Awaited: what it was asked from is gone with the answer.
  const submit = ({ until, day, reason }: Acceptance): void => {
    suppress
      .mutateAsync({
        KeyId: keyId,
        Code: finding.code,
        ...(sid !== null && { Statement: sid }),
        Reason: reason,
        Until: until,
      })
      .then(() => {
        toast({ text: `Accepted until ${day}: ${title}` });
        onAccepted();
      })
      .catch(() => undefined); // the form shows it
  };
  return (
    <AcceptDialog
      title={`Accept “${title}”`}
      error={suppress.error}
      pending={suppress.isPending}
      onAccept={submit}
      onClose={onClose}
    >
      <p>{finding.message}</p>
      <p>
        {sid !== null ? (
          <>
            It will not count in the statement “{sid}”. Elsewhere it still does, and so do all other findings.
          </>
        ) : finding.statement === null ? (
          'It will not count on this key. All other findings still do.'
        ) : (
          'The statement has no Sid, so it will not count anywhere in this policy. Give the statement a Sid to accept it there only.'
        )}
      </p>
    </AcceptDialog>
  );
}

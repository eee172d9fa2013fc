import { useState } from 'react';
import type { AccessChange } from '../../../../domain/policy/compare/comparison.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogWords } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import type { RuleWords } from '../../../policy/judge/protocol.ts';
import { verdictOf } from '../../../policy/words/comparison-words.ts';
import { namesOf } from '../../../policy/words/names.ts';
import { needsBypass, type Lockout } from './save-rules.ts';

/** Errors that the dialog names one by one. */
const MOST_NAMED = 8;

const TITLES: Readonly<Record<Lockout, string>> = {
  nobody: 'This would lock everybody out',
  self: 'This would lock you out',
  fragile: 'One person would be left',
};

export interface SaveQuestionProps {
  readonly lockout: Lockout | null;
  /** Short names of those who could no more change the policy, the person apart. */
  readonly losing: readonly string[];
  readonly left: readonly string[];
  readonly errors: readonly Finding[];
  /** What the edit gives to more than can be counted. */
  readonly opened: readonly AccessChange[];
  readonly rules: ReadonlyMap<string, RuleWords>;
  readonly keyName: string;
  /** Typed by who means it. */
  readonly confirmText: string;
  /** Null: keep editing. */
  readonly onAnswer: (answer: { readonly bypass: boolean } | null) => void;
}

/** Asked before a text is saved that locks somebody out, lets anyone in, or has errors. Focus starts on the way back. */
export default function SaveQuestion({
  lockout,
  losing,
  left,
  errors,
  opened,
  rules,
  keyName,
  confirmText,
  onAnswer,
}: SaveQuestionProps) {
  const [typed, setTyped] = useState('');
  const bypass = needsBypass(lockout);
  const title =
    lockout !== null
      ? TITLES[lockout]
      : opened.length > 0
        ? 'Let in more than you can name?'
        : `Save with ${errors.length === 1 ? 'an error' : `${errors.length} errors`}?`;
  const unconfirmed = lockout !== null && typed !== confirmText;
  return (
    <Dialog title={title} onClose={() => onAnswer(null)}>
      <DialogWords>
        {lockout === 'nobody' && (
          <p>
            Nobody of this desk could change the policy of <bdi>{keyName}</bdi> again: the key would stay as
            it is until it is deleted, and nobody might be able to delete it. Nothing was saved.
          </p>
        )}
        {lockout === 'self' && (
          <p>
            You would lose PutKeyPolicy on <bdi>{keyName}</bdi>. {namesOf(left)}{' '}
            {left.length === 1 ? 'keeps' : 'keep'} it. Name yourself, or let the account keep control. Nothing
            was saved.
          </p>
        )}
        {lockout === 'fragile' && (
          <p>
            Only {left[0]} could change the policy of <bdi>{keyName}</bdi> then. When that one leaves, nobody
            can.
          </p>
        )}
        {lockout !== null && losing.length > 0 && (
          <p>
            {namesOf(losing)} would lose PutKeyPolicy{lockout === 'fragile' ? '' : ', too'}.
          </p>
        )}
        {opened.length > 0 && (
          <p>
            {verdictOf({ exact: true, gained: opened, lost: [], limits: [] }).map(({ strong, rest }) => (
              <span key={strong}>
                <b>{strong}</b>
                {rest}{' '}
              </span>
            ))}
            It is so at once, for who does not exist yet, too.
          </p>
        )}
        {errors.slice(0, MOST_NAMED).map((finding) => (
          <p key={`${finding.code} ${finding.from}`}>
            <b>{rules.get(finding.code)?.title ?? finding.code}.</b> {finding.message}
          </p>
        ))}
        {errors.length > MOST_NAMED && <p>And {errors.length - MOST_NAMED} more.</p>}
      </DialogWords>
      {lockout !== null && (
        <TextField
          label={`Type ${confirmText} if you mean it`}
          {...(bypass && {
            help: 'It is then saved with BypassPolicyLockoutSafetyCheck, which the audit log keeps.',
          })}
          value={typed}
          spellCheck={false}
          onChange={setTyped}
        />
      )}
      <Acts>
        <Button kind="primary" autoFocus onClick={() => onAnswer(null)}>
          Keep editing
        </Button>
        <Button
          {...(bypass && { kind: 'armed' as const })}
          disabledReason={unconfirmed ? `Type ${confirmText} first` : null}
          onClick={() => onAnswer({ bypass })}
        >
          {bypass ? 'Bypass the check and save' : 'Save anyway'}
        </Button>
      </Acts>
    </Dialog>
  );
}

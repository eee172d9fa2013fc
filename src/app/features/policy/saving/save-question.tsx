import { useState } from 'react';
import type { AccessChange } from '../../../../domain/policy/compare/comparison.ts';
import type { Finding } from '../../../../domain/policy/lint/finding.ts';
import { Acts } from '../../../ui/acts.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog, DialogWords } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/states.tsx';
import type { Keepers, RuleWords } from '../../../policy/judge/protocol.ts';
import { verdictOf } from '../../../policy/words/comparison-words.ts';
import { namesOf } from '../../../policy/words/names.ts';
import { allowedWords, byEdit, refusedWords, stopsTraffic, triedWords, whoseWords } from '../panel/replay.ts';
import type { Replaying } from '../panel/use-replay.ts';
import { losersWords, needsBypass, type Lockout } from './save-rules.ts';

/** Errors that the dialog names one by one. */
const MOST_NAMED = 8;
const number = new Intl.NumberFormat('en');

const TITLES: Readonly<Record<Lockout, string>> = {
  nobody: 'This would lock everybody out',
  self: 'This would lock you out',
  fragile: 'One person would be left',
};

export interface SaveQuestionProps {
  readonly lockout: Lockout | null;
  readonly keepers: Keepers | null;
  readonly errors: readonly Finding[];
  /** What the edit gives to more than can be counted. */
  readonly opened: readonly AccessChange[];
  readonly replay: Replaying;
  /** The replay is waited for: it may have nothing to ask, and is then saved. */
  readonly isWaiting: boolean;
  readonly rules: ReadonlyMap<string, RuleWords>;
  readonly keyName: string;
  /** Typed by who means it. */
  readonly confirmText: string;
  readonly onSkip: () => void;
  /** Null: keep editing. */
  readonly onAnswer: (answer: { readonly bypass: boolean } | null) => void;
}

function titleOf({ lockout, isWaiting, opened, errors, replay }: SaveQuestionProps): string {
  if (isWaiting) return 'Trying it on the last 90 days';
  if (lockout !== null) return TITLES[lockout];
  const refused = replay.sum === null ? 0 : byEdit(replay.sum.refused);
  if (refused > 0)
    return `Refuse what was allowed ${refused === 1 ? 'once' : `${number.format(refused)} times`}?`;
  if (opened.length > 0) return 'Let in more than you can name?';
  if (errors.length > 0) return `Save with ${errors.length === 1 ? 'an error' : `${errors.length} errors`}?`;
  const allowed = replay.sum === null ? 0 : byEdit(replay.sum.allowed);
  if (allowed > 0)
    return `Allow what was refused ${allowed === 1 ? 'once' : `${number.format(allowed)} times`}?`;
  return 'Save without knowing what it would have refused?';
}

/**
 * Asked before a text is saved that locks somebody out, lets anyone in, has errors, or would have turned requests of the last 90 days.
 * Focus starts on the way back.
 */
export default function SaveQuestion(props: SaveQuestionProps) {
  const { lockout, keepers, errors, opened, replay, isWaiting, rules, keyName, confirmText } = props;
  const { onSkip, onAnswer } = props;
  const [typed, setTyped] = useState('');
  const bypass = needsBypass(lockout);
  const { sum } = replay;
  const refuses = sum !== null && byEdit(sum.refused) > 0;
  const isTyped = lockout !== null || (sum !== null && stopsTraffic(sum));
  const unconfirmed = isTyped && typed !== confirmText;
  const losers = keepers === null ? null : losersWords(lockout, keepers);
  const left = keepers?.left ?? [];
  if (isWaiting)
    return (
      <Dialog title={titleOf(props)} onClose={() => onAnswer(null)}>
        <DialogWords>
          <p aria-live="polite">
            Before it is saved, the edited policy is asked about the requests that the log holds.{' '}
            {sum !== null && triedWords(sum)}
          </p>
          {refuses && <Turns replay={replay} />}
        </DialogWords>
        <Acts>
          <Button kind="primary" autoFocus onClick={() => onAnswer(null)}>
            Keep editing
          </Button>
          <Button onClick={onSkip}>Do not wait</Button>
        </Acts>
      </Dialog>
    );
  return (
    <Dialog title={titleOf(props)} onClose={() => onAnswer(null)}>
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
        {losers !== null && <p>{losers}</p>}
        <Turns replay={replay} />
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
      {isTyped && (
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
          {...((bypass || refuses) && { kind: 'armed' as const })}
          disabledReason={unconfirmed ? `Type ${confirmText} first` : null}
          onClick={() => onAnswer({ bypass })}
        >
          {bypass ? 'Bypass the check and save' : 'Save anyway'}
        </Button>
      </Acts>
    </Dialog>
  );
}

/** What the edit would have done to the requests of the last 90 days, where that is something. */
function Turns({ replay: { status, sum, problem } }: { readonly replay: Replaying }) {
  if (status === 'failed')
    return (
      <Notice tone="warn">It could not be tried on the requests of the last 90 days: {problem?.why}</Notice>
    );
  const allowed = sum === null ? null : allowedWords(sum);
  return (
    <>
      {sum !== null && byEdit(sum.refused) > 0 && (
        <Notice tone="bad">
          <b>{refusedWords(sum)}</b> {whoseWords(sum.refused)}.
        </Notice>
      )}
      {sum !== null && allowed !== null && (
        <Notice tone="warn">
          <b>{allowed}</b> {whoseWords(sum.allowed)}.
        </Notice>
      )}
      {status === 'running' && (
        <p>
          {sum === null
            ? 'It was not yet tried on the requests of the last 90 days.'
            : `Not all were tried: ${triedWords(sum)}`}
        </p>
      )}
    </>
  );
}

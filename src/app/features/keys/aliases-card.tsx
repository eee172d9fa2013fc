import { useRef, useState } from 'react';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { useCan } from '../../query/can.ts';
import type { KeyOverview, KeySummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { AskFirst } from '../../ui/ask-first.tsx';
import { Button } from '../../ui/button.tsx';
import { Id } from '../../ui/id.tsx';
import { Link } from '../../ui/link.tsx';
import { Card } from '../../ui/page.tsx';
import { shortAlias, shortArn, shortId } from '../../ui/shorten.ts';
import { useToast } from '../../ui/toast.tsx';
import { keyName } from '../../ui/key-name.ts';
import { AddAlias } from './add-alias.tsx';
import { moveWarnings } from './create-key-warnings.ts';
import { FieldWarnings } from './field-warnings.tsx';
import { KeyPicker } from './key-picker.tsx';
import { changeBlock } from './settings-rules.ts';
import lines from '../../ui/lines.module.css';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const MOST_OF_NAME = 36;
const MOST_NAMED = 4;

/** Who may be using the name: the log knows the key that was used, not by which of its names. Counted, for who may not see them. */
function usersText(users: KeyOverview['Users'], { Services90Days: count }: KeySummary): string {
  if (users === undefined && count > 0)
    return `In 90 days ${count === 1 ? 'one principal' : `${count} principals`} used the key; by which of its names the log does not say.`;
  const named = (users ?? [])
    .filter(({ Allowed }) => Allowed > 0)
    .map(({ Principal }) => shortArn(Principal));
  if (named.length === 0) return 'Nobody used the key in 90 days, by any name.';
  const more = named.length - MOST_NAMED;
  const names = more > 0 ? [...named.slice(0, MOST_NAMED), `${more} more`] : named;
  return `In 90 days ${list.format(names)} used the key; by which of its names the log does not say.`;
}

interface LineProps {
  readonly alias: string;
  readonly summary: KeySummary;
  readonly users: KeyOverview['Users'];
}

function AliasLine({ alias, summary, users }: LineProps) {
  const [open, setOpen] = useState<'move' | 'delete' | null>(null);
  const [target, setTarget] = useState<KeySummary | null>(null);
  const opener = useRef<HTMLElement>(null);
  const toast = useToast();
  const move = useAct('UpdateAlias');
  const remove = useAct('DeleteAlias');
  const create = useAct('CreateAlias');
  const mayMove = useCan('kms:UpdateAlias', summary.KeyId);
  const mayDelete = useCan('kms:DeleteAlias', summary.KeyId);
  const name = shortId(shortAlias(alias), MOST_OF_NAME);
  const show = (what: 'move' | 'delete', from: HTMLElement): void => {
    opener.current = from;
    setTarget(null);
    move.reset();
    remove.reset();
    setOpen(open === what ? null : what);
  };
  const close = (): void => {
    setOpen(null);
    opener.current?.focus();
  };
  /** Undoes what was done to the name; by the promises, as this line is gone then. */
  const undone = (done: Promise<unknown>): void => {
    done.then(
      () => toast({ text: `${name} names ${shortId(summary.KeyId)} again` }),
      (error: unknown) =>
        toast({ tone: 'bad', text: `${name} was not brought back. ${explain('', error).why}` }),
    );
  };
  const back = { AliasName: alias, TargetKeyId: summary.KeyId };
  const moveTo = (to: KeySummary): void => {
    move.mutateAsync({ AliasName: alias, TargetKeyId: to.KeyId }).then(
      () =>
        toast({
          text: `Moved ${name} to ${shortId(to.KeyId)}`,
          action: { label: 'Undo', onAction: () => undone(move.mutateAsync(back)) },
        }),
      () => {}, // shown in its place below
    );
  };
  const drop = (): void => {
    remove.mutateAsync({ AliasName: alias }).then(
      () =>
        toast({
          text: `Deleted alias ${name}`,
          action: { label: 'Undo', onAction: () => undone(create.mutateAsync(back)) },
        }),
      () => {}, // shown in its place below
    );
  };
  return (
    <li>
      <div className={lines['line']}>
        <span>
          <Id value={alias} what={`alias ${shortAlias(alias)}`} short={shortId(shortAlias(alias), 60)} />
        </span>
        <Button
          small
          aria-label={`Move alias ${name}`}
          aria-expanded={open === 'move'}
          disabledReason={mayMove.reason}
          onClick={(event) => show('move', event.currentTarget)}
        >
          Move…
        </Button>
        <Button
          small
          aria-label={`Delete alias ${name}`}
          aria-expanded={open === 'delete'}
          disabledReason={mayDelete.reason}
          onClick={(event) => show('delete', event.currentTarget)}
        >
          Delete…
        </Button>
      </div>
      {open === 'move' && (
        <AskFirst
          cancelLabel="Leave it here"
          actionLabel={
            target === null ? 'Move the alias' : `Move it to ${shortId(keyName(target), MOST_OF_NAME)}`
          }
          disabledReason={target === null ? 'Choose the key that it shall name' : null}
          pending={move.isPending}
          problem={move.isError ? explain('The alias was not moved', move.error) : null}
          onCancel={close}
          onConfirm={() => {
            if (target !== null) moveTo(target);
          }}
        >
          <p>
            From then on {name} encrypts with the other key. What this key has encrypted still opens with it,
            unless a program names the alias when it decrypts too. {usersText(users, summary)}
          </p>
          <KeyPicker legend="Move it to" except={summary.KeyId} chosen={target} onChoose={setTarget} />
          <FieldWarnings warnings={target === null ? [] : moveWarnings(summary.Tags, target.Tags)} />
        </AskFirst>
      )}
      {open === 'delete' && (
        <AskFirst
          armed
          cancelLabel="Keep the alias"
          actionLabel={`Delete alias ${name}`}
          pending={remove.isPending}
          problem={remove.isError ? explain('The alias was not deleted', remove.error) : null}
          onCancel={close}
          onConfirm={drop}
        >
          <p>
            Requests by this name find no key any more; the key stays. {usersText(users, summary)}{' '}
            <Link href={paths.keyActivity(summary.KeyId, { kind: 'data' })} className="link">
              Its activity
            </Link>
          </p>
        </AskFirst>
      )}
    </li>
  );
}

/** The names of a key: add one, move one to another key, delete one. */
export function AliasesCard({
  summary,
  users,
}: {
  readonly summary: KeySummary;
  readonly users: KeyOverview['Users'];
}) {
  return (
    <Card
      title="Aliases"
      note={
        changeBlock(summary.KeyState) === null
          ? 'what people and programs call it'
          : 'while the deletion is pending none can be added'
      }
      flush
    >
      {summary.Aliases.length === 0 ? (
        <p className={lines['none']}>None: programs name it by its id or ARN.</p>
      ) : (
        <ul className={lines['lines']} aria-label="Aliases">
          {summary.Aliases.map((alias) => (
            <AliasLine key={alias} alias={alias} summary={summary} users={users} />
          ))}
        </ul>
      )}
      <div className={lines['foot']}>
        <AddAlias summary={summary} />
      </div>
    </Card>
  );
}

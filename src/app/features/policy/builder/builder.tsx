import { useState } from 'react';
import type { TextEdit } from '../../../../domain/policy/lint/finding.ts';
import type { PolicyStatement } from '../../../../domain/policy/document.ts';
import type { PolicyWorld } from '../../../../domain/policy/world.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { BareSelect, TextField } from '../../../ui/field.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { lineOf } from '../../../ui/policy-text/json-text.ts';
import { Notice } from '../../../ui/states.tsx';
import styles from './builder.module.css';
import { StatementSentence } from '../../../ui/statement-sentence.tsx';
import { statementText } from '../../../ui/statement-words.ts';
import { ActionsField } from './actions-field.tsx';
import {
  addStatement,
  duplicateStatement,
  formOf,
  moveStatement,
  removeStatement,
  setEffect,
  setSid,
  type PolicyForm,
  type StatementForm,
} from '../../../policy/language/builder-model.ts';
import { ConditionsField } from './conditions-field.tsx';
import { PrincipalsField } from './principals-field.tsx';

interface Props {
  readonly text: string;
  readonly world: PolicyWorld;
  /** As read, for their English: of a text that may be a moment older. */
  readonly statements: readonly PolicyStatement[];
  readonly onEdit: (edits: readonly TextEdit[]) => void;
  /** A statement came in: its text is shown. */
  readonly onInsert: (edits: readonly TextEdit[]) => void;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
  /** A statement was opened: its text is shown. */
  readonly onShow: (place: { readonly from: number; readonly to: number }) => void;
  readonly onGo: (at: number) => void;
}

/** The statements as forms, beside the same text. What a form cannot show stands in it as text, and stays. */
export default function Builder(props: Props) {
  const { text, statements, world, onEdit, onShow, onGo } = props;
  const [open, setOpen] = useState<number | null>(0);
  const read = formOf(text);
  if (!read.ok)
    return (
      <div className={styles['builder']}>
        <Notice tone="warn" role="status">
          <b>The text is not JSON at line {lineOf(text, read.at)}.</b> {read.message} The form comes back when
          it is.{' '}
          <button type="button" className="link" onClick={() => onGo(read.at)}>
            Go there
          </button>
        </Notice>
      </div>
    );
  const { form } = read;
  const add = (): void => {
    props.onInsert(
      addStatement(form, form.statements.length, {
        Sid: 'New statement',
        Effect: 'Allow',
        Principal: { AWS: [] },
        Action: [],
        Resource: '*',
      }),
    );
    setOpen(form.statements.length);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- takes undo of the whole form, as the text beside it does
    <div
      className={styles['builder']}
      onKeyDown={(event) => {
        const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
        if (!(event.ctrlKey || event.metaKey) || typing) return;
        const key = event.key.toLowerCase();
        if (key !== 'z' && key !== 'y') return;
        event.preventDefault();
        if (key === 'y' || event.shiftKey) props.onRedo();
        else props.onUndo();
      }}
    >
      <ol className={styles['cards']} aria-label="Statements">
        {form.statements.map((statement) => (
          <StatementCard
            key={statement.index}
            form={form}
            statement={statement}
            said={statements.find(({ index }) => index === statement.index)}
            world={world}
            open={open === statement.index}
            onOpen={(shown) => {
              setOpen(shown ? statement.index : null);
              if (shown) onShow(statement);
            }}
            onMoved={setOpen}
            onEdit={onEdit}
            onInsert={props.onInsert}
          />
        ))}
      </ol>
      <div>
        <Button icon="plus" onClick={add}>
          Add a statement
        </Button>
      </div>
      {form.other.length > 0 && <Kept title="The policy also has" members={form.other} />}
    </div>
  );
}

/** Members that no field stands for, as they stand in the text. */
function Kept({ title, members }: { readonly title: string; readonly members: StatementForm['other'] }) {
  return (
    <div className={styles['kept']}>
      <p className="fine-print">{title}, which only the text can change:</p>
      {members.map(({ name, text }) => (
        <pre key={name}>
          {name}: {text}
        </pre>
      ))}
    </div>
  );
}

function StatementCard({
  form,
  statement,
  said,
  world,
  open,
  onOpen,
  onMoved,
  onEdit,
  onInsert,
}: {
  readonly form: PolicyForm;
  readonly statement: StatementForm;
  readonly said: PolicyStatement | undefined;
  readonly world: PolicyWorld;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onMoved: (index: number) => void;
  readonly onEdit: Props['onEdit'];
  readonly onInsert: Props['onInsert'];
}) {
  const { index, sid, effect, node } = statement;
  const { text, statements } = form;
  const name = sid === '' ? `Statement ${index + 1}` : sid;
  const last = statements.length - 1;
  const move = (by: -1 | 1): void => {
    onEdit(moveStatement(form, index, by));
    if (open) onMoved(index + by);
  };
  return (
    <li className={cx(styles['card'], open && styles['cardOpen'])} aria-label={name}>
      <div className={styles['cardHead']}>
        <button
          type="button"
          aria-expanded={open}
          className={styles['cardName']}
          onClick={() => onOpen(!open)}
        >
          <b dir="auto" className={cx(effect === 'Deny' && styles['deny'])}>
            {name}
          </b>
          {said !== undefined && !open && <span>{statementText(said)}</span>}
        </button>
        <span className={styles['cardActs']}>
          <IconButton
            icon="up"
            label={`Move ${name} up`}
            disabledReason={index === 0 ? 'It stands first' : null}
            onClick={() => move(-1)}
          />
          <IconButton
            icon="down"
            label={`Move ${name} down`}
            disabledReason={index === last ? 'It stands last' : null}
            onClick={() => move(1)}
          />
          <Menu
            label={`More for ${name}`}
            className={styles['menuButton']}
            entries={[
              {
                id: 'duplicate',
                label: 'Duplicate',
                icon: 'copy',
                onAction: () => {
                  onInsert(duplicateStatement(form, index));
                  onMoved(index + 1);
                },
              },
              {
                id: 'remove',
                label: 'Remove',
                icon: 'x',
                danger: true,
                note: 'Undo brings it back.',
                onAction: () => {
                  onEdit(removeStatement(form, index));
                  onMoved(-1);
                },
              },
            ]}
          >
            <span aria-hidden="true">⋯</span>
          </Menu>
        </span>
      </div>
      {open && node === null && (
        <Kept
          title="This statement is no object"
          members={[{ name, text: text.slice(statement.from, statement.to) }]}
        />
      )}
      {open && node !== null && (
        <div className={styles['cardBody']}>
          {said !== undefined && (
            <p className={styles['cardSays']}>
              <StatementSentence statement={said} />
            </p>
          )}
          <div className={styles['cardTop']}>
            <TextField
              label="Name (Sid)"
              value={sid}
              onChange={(value) => onEdit(setSid(text, statement, value))}
            />
            <div className={styles['labelled']}>
              <span className={styles['label']}>Effect</span>
              <BareSelect
                aria-label="Effect"
                value={effect ?? ''}
                options={[
                  ...(effect === null ? [{ value: '', label: 'As the text says' }] : []),
                  { value: 'Allow', label: 'Allow' },
                  { value: 'Deny', label: 'Deny' },
                ]}
                onChange={(value) => {
                  if (value === 'Allow' || value === 'Deny') onEdit(setEffect(text, statement, value));
                }}
              />
            </div>
          </div>
          <PrincipalsField text={text} statement={statement} world={world} onEdit={onEdit} />
          <ActionsField text={text} statement={statement} world={world} onEdit={onEdit} />
          <ConditionsField text={text} statement={statement} world={world} onEdit={onEdit} />
          {statement.other.length > 0 && <Kept title="It also has" members={statement.other} />}
        </div>
      )}
    </li>
  );
}

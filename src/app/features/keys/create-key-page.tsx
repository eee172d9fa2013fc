import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { specRow } from '../../../domain/keys/key-specs.ts';
import { keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../query/can.ts';
import { prefetch, query, usePrefetched } from '../../query/query.ts';
import { LeaveGuard } from '../../shell/leave-guard.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choice.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { Link } from '../../ui/link.tsx';
import { shortAlias } from '../../ui/shorten.ts';
import { Notice } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import type { TagRow } from '../../ui/tag-rules.ts';
import { ResultingPolicy, SameAsCode } from './create-key-beside.tsx';
import { aliasProblem, keyFormProblems, sentTags } from './create-key-rules.ts';
import { keyWarnings, type KeyWarning } from './create-key-warnings.ts';
import type { Purpose } from './create-key-words.ts';
import styles from './create-key.module.css';
import { FieldWarnings } from './field-warnings.tsx';
import { FinishKey } from './finish-key.tsx';
import { policySentence } from './policy-sentence.ts';
import { PrincipalPicker } from './principal-picker.tsx';
import { PurposeField } from './purpose-field.tsx';
import { RotationField } from './rotation-field.tsx';
import { periodOf, type Choice } from './rotation-rules.ts';
import { TagRows } from './tag-rows.tsx';
import { useCreateKey, type MadeKey, type Step } from './use-create-key.ts';

export async function loader(): Promise<null> {
  await Promise.all([prefetch('ListPrincipals', {}), prefetch('DescribeKeyOptions', {})]);
  return null;
}

const EMPTY = {
  purpose: 'ENCRYPT' as Purpose['Purpose'],
  alias: '',
  description: '',
  tags: [] as readonly TagRow[],
  administrators: [] as readonly string[],
  users: [] as readonly string[],
  accountKeepsControl: true,
  rotation: '365' as Choice,
  rotationDays: '',
  /** Id of the key once it is made and not all of it done, and what is left. */
  made: '',
  left: [] as readonly Step[],
};

const SETTLE_MS = 400;

/** Aliases in use that hold the typed one, asked for when typing rests. */
function useAliasesLike(alias: string): readonly string[] {
  const [settled, setSettled] = useState(alias);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(alias), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [alias]);
  const found = useQuery({
    ...query('SearchKeys', { Text: settled, Limit: 100 }),
    enabled: aliasProblem(settled) === null,
  });
  return settled === alias ? (found.data?.Keys.flatMap((key) => key.Aliases) ?? []) : [];
}

export function Component() {
  const { Principals } = usePrefetched('ListPrincipals', {});
  const options = usePrefetched('DescribeKeyOptions', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const desk = usePrefetched('DescribeDesk', {});
  const navigate = useNavigate();
  const toast = useToast();
  const mayCreate = useCan('kms:CreateKey');
  const initial = { ...EMPTY, administrators: [me] as readonly string[] };
  // By person: whoever signs in next in this tab does not find what another one typed.
  const [form, change, forget] = useDraft(`create-key ${me}`, initial);
  const [found] = useState(form.made === '' && JSON.stringify(form) !== JSON.stringify(initial));
  const [tried, setTried] = useState(false);
  const [going, setGoing] = useState(false);
  const keep = ({ keyId, left }: MadeKey): void => change({ made: keyId, left });
  const { busy, problem, taken, failed, create, finish } = useCreateKey(keep);
  const aliases = useAliasesLike(form.alias);

  const available = options.Purposes.filter(({ Unavailable }) => Unavailable === undefined);
  const purpose = available.find(({ Purpose }) => Purpose === form.purpose) ?? available[0];
  const spec = purpose?.KeySpec ?? 'SYMMETRIC_DEFAULT';
  const usage = purpose?.KeyUsage ?? 'ENCRYPT_DECRYPT';
  const schedule = { choice: form.rotation, days: form.rotationDays };
  const rotationDays = specRow(spec).rotates ? (periodOf(schedule) ?? null) : null;
  const problems = keyFormProblems(form, me);
  const shown = tried ? problems : [];
  const problemOf = (id: string): string | null => shown.find((each) => each.id === id)?.message ?? null;
  const takenNow = taken !== null && taken === form.alias;
  const choice = {
    accountId: desk.AccountId,
    administrators: form.administrators,
    users: form.users,
    delegateToAccount: form.accountKeepsControl,
    usage,
  };
  const policy = keyPolicyFor(choice);
  const tags = sentTags(form.tags);
  const warnings = keyWarnings(form, { inUse: options.TagsInUse, aliases });
  const warningsAt = (field: KeyWarning['at']): readonly KeyWarning[] =>
    warnings.filter(({ at }) => at === field);
  const dirty = JSON.stringify(form) !== JSON.stringify(initial);

  const open = async (keyId: string): Promise<void> => {
    forget();
    await navigate(paths.key(keyId));
  };
  const submit = async (): Promise<void> => {
    setTried(true);
    if (problems.length > 0) return;
    setGoing(true);
    const keyId = await create(
      {
        Policy: policy,
        Description: form.description,
        KeySpec: spec,
        KeyUsage: usage,
        Tags: tags.map(({ name, value }) => ({ TagKey: name, TagValue: value })),
      },
      { alias: form.alias, rotationDays },
    );
    if (keyId === null) {
      setGoing(false);
      return;
    }
    toast({ text: `Created ${form.alias}` });
    await open(keyId);
  };

  // Not while the steps are under way: the form stands until it is known that something is left.
  if (form.made !== '' && !going) {
    const made = { keyId: form.made, left: form.left };
    return (
      <FinishKey
        made={made}
        alias={form.alias}
        rotation={schedule}
        failed={failed}
        busy={busy}
        onLeave={() => void open(made.keyId)}
        onFinish={(rest) =>
          void finish(made, rest).then((keyId) => {
            if (keyId === null) return;
            toast({ text: `Finished ${rest.alias}` });
            return open(keyId);
          })
        }
      />
    );
  }
  return (
    <>
      <LeaveGuard
        when={dirty && !going}
        title="Leave without creating the key?"
        stay="Stay here"
        leave="Leave the form"
      >
        Nothing has been created. What you typed is kept for as long as this tab is open.
      </LeaveGuard>
      <FormPage
        title="Create key"
        crumb={<Link href={paths.keys()}>Keys</Link>}
        purpose="Its material is made inside the HSM and never leaves it in the clear."
        problems={shown}
        submitError={problem !== null && (taken === null || takenNow) ? problem : null}
        loading={busy || going}
        submitLabel="Create key"
        submitReason={mayCreate.reason}
        cancelHref={paths.keys()}
        onSubmit={() => void submit()}
        aside={<ResultingPolicy sentence={policySentence(choice)} policy={policy} />}
        further={
          <SameAsCode
            facts={{
              endpoint: desk.Endpoint,
              region: desk.Region,
              alias: form.alias,
              description: form.description,
              tags,
              policy,
              spec,
              usage,
              rotationDays,
            }}
          />
        }
      >
        {found && dirty && (
          <Notice>
            <span className={styles['start']}>
              What you typed before is here again.
              <Button kind="bare" small onClick={() => change(initial)}>
                Start over
              </Button>
            </span>
          </Notice>
        )}
        <PurposeField
          options={options}
          value={purpose?.Purpose ?? ''}
          onChange={(name) =>
            change({ purpose: available.find(({ Purpose }) => Purpose === name)?.Purpose ?? form.purpose })
          }
        />
        <div className={styles['warned']}>
          <TextField
            id="alias"
            label="Alias"
            help="What people and programs call it: alias/billing-prod. It can point to another key later."
            maxLength={250}
            spellCheck={false}
            value={form.alias}
            // alias/ stands before it by itself: typed or pasted, it would be there twice.
            onChange={(typed) => change({ alias: shortAlias(typed) })}
            error={
              problemOf('alias') ?? (takenNow ? 'Another key has this alias already. Choose another.' : null)
            }
          />
          {!takenNow && <FieldWarnings warnings={warningsAt('alias')} />}
        </div>
        <TextArea
          id="description"
          label="Description"
          optional
          maxLength={8192}
          dir="auto"
          value={form.description}
          onChange={(description) => change({ description })}
        />
        <div className={styles['warned']}>
          <TagRows
            id="tags"
            rows={form.tags}
            inUse={options.TagsInUse}
            error={problemOf('tags')}
            onChange={(rows) => change({ tags: rows })}
          />
          <FieldWarnings warnings={warningsAt('tags')} />
        </div>
        <PrincipalPicker
          id="administrators"
          legend="Administrators"
          help="May change the key: its policy, aliases, tags, state and deletion. This alone does not let them decrypt with it."
          principals={Principals}
          chosen={form.administrators}
          me={me}
          error={problemOf('administrators')}
          onChange={(administrators) => change({ administrators })}
        />
        <div className={styles['warned']}>
          <PrincipalPicker
            id="users"
            legend="Users"
            help="May use the key: encrypt, decrypt and make data keys. Choose services rather than people."
            principals={Principals}
            chosen={form.users}
            me={me}
            onChange={(users) => change({ users })}
          />
          <FieldWarnings warnings={warningsAt('users')} />
        </div>
        <Checkbox
          label="The account keeps control"
          note="Identity policies of this desk (administrator, key user…) may allow on this key what they say. Without it only who is named above can do anything with it."
          checked={form.accountKeepsControl}
          onChange={(accountKeepsControl) => change({ accountKeepsControl })}
        />
        {specRow(spec).rotates && (
          <RotationField
            form={schedule}
            error={problemOf('rotation-days')}
            onChange={({ choice: rotation, days }) => change({ rotation, rotationDays: days })}
          />
        )}
      </FormPage>
    </>
  );
}

import { useState } from 'react';
import { useNavigate } from 'react-router';
import { KEY_SPECS } from '../../../domain/keys/key-specs.ts';
import { keyPolicyFor } from '../../../domain/policy/default-policy.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { call } from '../../query/desk.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, usePrefetched } from '../../query/query.ts';
import { Checkbox } from '../../ui/choice.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { Link } from '../../ui/link.tsx';
import { Stack } from '../../ui/page.tsx';
import { Notice, type Problem } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { keyFormProblems, type TagRow } from './create-key-rules.ts';
import { PrincipalPicker } from './principal-picker.tsx';
import { policySentence } from './policy-sentence.ts';
import { TagRows } from './tag-rows.tsx';

export async function loader(): Promise<null> {
  await prefetch('ListPrincipals', {});
  return null;
}

/** As many keys as one answer can hold: a name that is part of more aliases is left to CreateAlias to refuse. */
const MOST_FOUND = 1000;

/** Does some key bear this alias already? When that cannot be found out, CreateAlias says it. */
async function isTaken(alias: string): Promise<boolean> {
  const found = await call('SearchKeys', { Text: alias, Limit: MOST_FOUND }).catch(() => null);
  return found?.Keys.some((key) => key.Aliases.includes(`alias/${alias}`)) ?? false;
}

const EMPTY = {
  alias: '',
  description: '',
  tags: [] as readonly TagRow[],
  administrators: [] as readonly string[],
  users: [] as readonly string[],
  accountKeepsControl: true,
};

export function Component() {
  const { Principals } = usePrefetched('ListPrincipals', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const { AccountId } = usePrefetched('DescribeDesk', {});
  const navigate = useNavigate();
  const toast = useToast();
  const createKey = useAct('CreateKey');
  const createAlias = useAct('CreateAlias');
  const [form, change, forget] = useDraft('create-key', {
    ...EMPTY,
    administrators: [me] as readonly string[],
  });
  const [tried, setTried] = useState(false);
  const [checking, setChecking] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);

  const problems = keyFormProblems(form, me);
  const shown = tried ? problems : [];
  const refused: Problem | null =
    taken === null || taken !== form.alias
      ? null
      : {
          what: 'The key was not created',
          why: 'Another key has this alias already.',
          remedy: 'Choose another.',
          requestId: null,
        };
  const problemOf = (id: string): string | null =>
    shown.find((problem) => problem.id === id)?.message ?? null;
  const choice = {
    accountId: AccountId,
    administrators: form.administrators,
    users: form.users,
    delegateToAccount: form.accountKeepsControl,
  };
  const policy = keyPolicyFor(choice);

  const submit = async (): Promise<void> => {
    setTried(true);
    createKey.reset();
    if (problems.length > 0) return;
    // Asked before, so that no key is made without its name.
    setChecking(true);
    const another = await isTaken(form.alias);
    setChecking(false);
    setTaken(another ? form.alias : null);
    if (another) return;
    const tags = form.tags
      .filter((tag) => tag.name !== '')
      .map((tag) => ({ TagKey: tag.name, TagValue: tag.value }));
    const made = await createKey
      .mutateAsync({ Policy: policy, Description: form.description, Tags: tags })
      .catch(() => null);
    if (made === null) return;
    const { KeyId } = made.KeyMetadata;
    forget();
    try {
      await createAlias.mutateAsync({ AliasName: `alias/${form.alias}`, TargetKeyId: KeyId });
      toast({ text: `Created ${form.alias}` });
    } catch (error) {
      // The key stands without its name: said where it can be given, not rolled back.
      toast({ tone: 'bad', text: `The key was created, but not its alias: ${explain('', error).why}` });
    }
    await navigate(paths.key(KeyId));
  };

  return (
    <FormPage
      title="Create key"
      crumb={<Link href={paths.keys()}>Keys</Link>}
      purpose="Its material is made inside the HSM and never leaves it in the clear."
      problems={shown}
      submitError={createKey.isError ? explain('The key was not created', createKey.error) : refused}
      loading={checking || createKey.isPending || createAlias.isPending}
      submitLabel="Create key"
      cancelHref={paths.keys()}
      onSubmit={() => void submit()}
      aside={
        <Stack>
          <p className="tale">{policySentence(choice)}</p>
          <CodeBlock title="The policy that results" code={policy} most={560} />
        </Stack>
      }
    >
      <Notice>
        {KEY_SPECS.SYMMETRIC_DEFAULT.label}, to encrypt, decrypt and make data keys. It is the one spec that
        this desk makes so far.
      </Notice>
      <TextField
        id="alias"
        label="Alias"
        help="What people and programs call it: alias/billing-prod. It can point to another key later."
        maxLength={250}
        spellCheck={false}
        value={form.alias}
        onChange={(alias) => change({ alias })}
        error={problemOf('alias') ?? (refused === null ? null : `${refused.why} ${refused.remedy}`)}
      />
      <TextArea
        id="description"
        label="Description"
        optional
        maxLength={8192}
        dir="auto"
        value={form.description}
        onChange={(description) => change({ description })}
      />
      <TagRows id="tags" rows={form.tags} error={problemOf('tags')} onChange={(tags) => change({ tags })} />
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
      <PrincipalPicker
        id="users"
        legend="Users"
        help="May use the key: encrypt, decrypt and make data keys. Choose services rather than people."
        principals={Principals}
        chosen={form.users}
        me={me}
        onChange={(users) => change({ users })}
      />
      <Checkbox
        label="The account keeps control"
        note="Identity policies of this desk (administrator, key user…) may allow on this key what they say. Without it only who is named above can do anything with it."
        checked={form.accountKeepsControl}
        onChange={(accountKeepsControl) => change({ accountKeepsControl })}
      />
    </FormPage>
  );
}

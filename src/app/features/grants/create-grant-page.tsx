import { useState } from 'react';
import { useNavigate, useParams, type LoaderFunctionArgs } from 'react-router';
import { keyCan } from '../../../domain/keys/key-state.ts';
import {
  grantOperationsOf,
  takesConstraints,
  type GrantOperation,
} from '../../../domain/grants/operations.ts';
import { laterNote } from '../../../domain/keys/later-operations.ts';
import { paths } from '../../paths.ts';
import { useAct } from '../../query/act.ts';
import { allowedActions, mayRead, useCan, useMayRead } from '../../query/can.ts';
import type { KeySummary, PrincipalSummary } from '../../query/contract.ts';
import { explain } from '../../query/explain.ts';
import { prefetch, queryClient, usePrefetched } from '../../query/query.ts';
import { Checkbox, ChoiceGroup, RadioGroup } from '../../ui/choice.tsx';
import { CodeTabs } from '../../ui/code-tabs.tsx';
import { ComboBox } from '../../ui/combo-box.tsx';
import { TextField, type Option } from '../../ui/field.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { Crumbs, Stack } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { shortAlias, shortArn, shortId } from '../../ui/shorten.ts';
import { useToast } from '../../ui/toast.tsx';
import { useDraft } from '../../ui/use-draft.ts';
import { useRemembered } from '../../ui/use-remembered.ts';
import { createGrantSamples, GRANT_LANGUAGES } from './create-grant-code.ts';
import {
  grantProblems,
  grantWarnings,
  inOrder,
  OPERATION_NOTES,
  resultSentence,
  sentPairs,
  type ContextRule,
} from './grant-words.ts';
import { PairRows } from './pair-rows.tsx';
import styles from './grants.module.css';

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  const KeyId = params['keyId'] ?? '';
  await Promise.all([
    prefetch('DescribeKeyOverview', { KeyId }),
    queryClient.prefetchQuery(allowedActions(KeyId)),
    // Who may not list people and services names them by ARN.
    mayRead(LIST).then((may) => (may ? prefetch('ListPrincipals', {}) : null)),
  ]);
  return null;
}

const LIST = 'keydesk:ListPrincipals';

const nameOf = ({ Aliases, KeyId }: KeySummary): string =>
  Aliases[0] === undefined ? shortId(KeyId) : shortAlias(Aliases[0]);

const optionsOf = (principals: readonly PrincipalSummary[]): readonly Option[] =>
  principals.map(({ Arn }) => ({ value: Arn, label: shortArn(Arn) }));

const EMPTY = {
  grantee: '',
  operations: [] as readonly GrantOperation[],
  rule: 'any' as ContextRule,
  pairs: [{ name: '', value: '' }] as readonly { readonly name: string; readonly value: string }[],
  retiring: '',
  name: '',
};

const RULES = [
  { value: 'any', label: 'Any context', note: 'Everything that the key has encrypted or will.' },
  {
    value: 'subset',
    label: 'At least these pairs',
    note: 'Others may stand beside them. Right for one tenant of many.',
  },
  {
    value: 'equals',
    label: 'Exactly these pairs',
    note: 'None more, none fewer. Without a pair: only what has no context.',
  },
] as const;

interface WhoProps {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly error: string | null;
  readonly value: string;
  readonly onChange: (arn: string) => void;
}

function WhoByName({ id, label, help, error, value, onChange }: WhoProps) {
  const { Principals } = usePrefetched('ListPrincipals', {});
  return (
    <ChoiceGroup id={id} legend={label} help={help} error={error}>
      <ComboBox
        label={label}
        placeholder="A service or person"
        value={value === '' ? null : value}
        options={optionsOf(Principals)}
        onChange={(arn) => onChange(arn ?? '')}
      />
    </ChoiceGroup>
  );
}

/** A person or service: chosen from the directory by who may read it, else named by ARN. */
function Who(props: WhoProps) {
  if (useMayRead(LIST) !== false) return <WhoByName {...props} />;
  const { help, ...rest } = props;
  return <TextField {...rest} help={`${help} By its ARN.`} spellCheck={false} mono maxLength={256} />;
}

/** Lets somebody use the key without touching its policy. */
export function Component() {
  const keyId = useParams()['keyId'] ?? '';
  const { Key } = usePrefetched('DescribeKeyOverview', { KeyId: keyId });
  const constrained = takesConstraints(Key.KeySpec);
  const desk = usePrefetched('DescribeDesk', {});
  const me = usePrefetched('GetSession', {}).Principal.Arn;
  const may = useCan('kms:CreateGrant', keyId);
  const [form, change, forget] = useDraft(`create-grant ${keyId} ${me}`, EMPTY);
  const [tried, setTried] = useState(false);
  const [language, remember] = useRemembered('create-grant-language', GRANT_LANGUAGES);
  const create = useAct('CreateGrant');
  const navigate = useNavigate();
  const toast = useToast();
  const shown = tried ? grantProblems(form) : [];
  const problemOf = (id: string): string | null => shown.find((each) => each.id === id)?.message ?? null;
  const name = nameOf(Key);
  const submit = (): void => {
    setTried(true);
    create.reset();
    if (grantProblems(form).length > 0) return;
    const pairs = new Map(sentPairs(form).map((pair) => [pair.name, pair.value] as const));
    create.mutate(
      {
        KeyId: keyId,
        GranteePrincipal: form.grantee,
        Operations: [...inOrder(form.operations)],
        ...(form.rule === 'equals' ? { Constraints: { EncryptionContextEquals: pairs } } : {}),
        ...(form.rule === 'subset' ? { Constraints: { EncryptionContextSubset: pairs } } : {}),
        ...(form.retiring === '' ? {} : { RetiringPrincipal: form.retiring }),
        ...(form.name === '' ? {} : { Name: form.name }),
      },
      {
        // Its token adds nothing here: the grant is in force at once.
        onSuccess: ({ GrantId }) => {
          forget();
          toast({ text: `${shortArn(form.grantee)} may use ${shortId(name, 36)} by a grant` });
          void navigate(paths.keyGrant(keyId, GrantId), { replace: true });
        },
      },
    );
  };
  const toggle = (operation: GrantOperation, on: boolean): void =>
    change({
      operations: on ? [...form.operations, operation] : form.operations.filter((each) => each !== operation),
    });
  const warnings = grantWarnings(form, constrained);
  return (
    <FormPage
      title="Create grant"
      crumb={
        <Crumbs
          path={[
            ['Keys', paths.keys()],
            [name, paths.key(keyId)],
            ['Grants', paths.keyGrants(keyId)],
          ]}
        />
      }
      purpose="Lets one principal use the key, without a change of its policy. It is in force at once."
      problems={shown}
      submitError={create.isError ? explain('The grant was not created', create.error) : null}
      loading={create.isPending}
      submitLabel="Create grant"
      submitReason={
        may.reason ??
        (keyCan.createGrant(Key.KeyState) ? null : 'Grants can be made while the key is enabled.')
      }
      cancelHref={paths.keyGrants(keyId)}
      onSubmit={submit}
      aside={
        <Stack>
          <p className="tale">{resultSentence(form, name)}</p>
          {warnings.map((warning) => (
            <Notice key={warning} tone="warn">
              {warning}
            </Notice>
          ))}
        </Stack>
      }
      further={
        <section>
          <h2 className={styles['beside']}>The same as code</h2>
          {form.grantee === '' || form.operations.length === 0 ? (
            <p className={styles['about']}>Appears when grantee and operations are chosen.</p>
          ) : (
            <CodeTabs
              label="The same as code"
              samples={createGrantSamples({
                ...form,
                endpoint: desk.Endpoint,
                region: desk.Region,
                keyId,
              })}
              chosen={language}
              most={360}
              onChoose={remember}
            />
          )}
        </section>
      }
    >
      <Who
        id="grantee"
        label="Grantee"
        help="Who shall use the key. Bound to this person or service: who gets the name later gains nothing."
        error={problemOf('grantee')}
        value={form.grantee}
        onChange={(grantee) => change({ grantee })}
      />
      <ChoiceGroup
        id="operations"
        legend="Operations"
        help="What the grantee may do with the key."
        error={problemOf('operations')}
      >
        {inOrder(grantOperationsOf(Key.KeySpec, Key.KeyUsage)).map((operation) => (
          <Checkbox
            key={operation}
            label={operation}
            note={`${OPERATION_NOTES[operation]}${laterNote(operation)}`}
            checked={form.operations.includes(operation)}
            onChange={(on) => toggle(operation, on)}
          />
        ))}
      </ChoiceGroup>
      {constrained && (
        <RadioGroup
          id="context"
          legend="Encryption context"
          help="What a request’s context must have: a rule narrows the grant to some records."
          value={form.rule}
          options={RULES}
          onChange={(rule) => change({ rule: RULES.find(({ value }) => value === rule)?.value ?? 'any' })}
        />
      )}
      {constrained && form.rule !== 'any' && (
        <ChoiceGroup
          id="pairs"
          legend="Pairs"
          help="Names match in any letter case, values only as they are written."
          error={problemOf('pairs')}
        >
          <PairRows pairs={form.pairs} onChange={(pairs) => change({ pairs })} />
        </ChoiceGroup>
      )}
      <Who
        id="retiring"
        label="Retiring principal"
        help="Who may end the grant, besides the account: the program that hands out the work, say. May be left empty."
        error={problemOf('retiring')}
        value={form.retiring}
        onChange={(retiring) => change({ retiring })}
      />
      <TextField
        id="name"
        label="Name"
        optional
        help="Shown in events. Asking again with the same name and the same rest makes no second grant."
        spellCheck={false}
        maxLength={256}
        value={form.name}
        onChange={(each) => change({ name: each })}
        error={problemOf('name')}
      />
    </FormPage>
  );
}

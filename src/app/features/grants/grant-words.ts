/** Grants in words: what they give, whom, under which context, and what ends with them. Pure. */
import { LONGEST_VALUE, MOST_PAIRS } from '../../../domain/grants/constraints.ts';
import type { GrantOperation } from '../../../domain/grants/operations.ts';
import type { KeyGrant, KeyGrants } from '../../query/contract.ts';
import type { FieldProblem } from '../../ui/form-page.tsx';
import { shortArn, shortId } from '../../ui/shorten.ts';
import { daysBetween } from '../../ui/time-format.ts';

const number = new Intl.NumberFormat('en');
const list = new Intl.ListFormat('en', { type: 'conjunction' });
export const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;

/** What each operation lets somebody do: beside its box. In the order in which they are offered. */
export const OPERATION_NOTES: Readonly<Record<GrantOperation, string>> = {
  Decrypt: 'Open what the key has encrypted, data keys too.',
  Encrypt: 'Encrypt up to 4 KiB directly.',
  GenerateDataKey: 'A new data key, in the clear and sealed: how envelope encryption begins.',
  GenerateDataKeyWithoutPlaintext: 'A new data key, sealed only: to be opened by somebody else later.',
  GenerateDataKeyPair: 'A new key pair, its private half in the clear and sealed.',
  GenerateDataKeyPairWithoutPlaintext: 'A new key pair, its private half sealed only.',
  ReEncryptFrom: 'Take ciphertext of this key to another key or context, without seeing it.',
  ReEncryptTo: 'Bring ciphertext of another key or context to this key, without seeing it.',
  Sign: 'Make signatures.',
  Verify: 'Check signatures.',
  GenerateMac: 'Make MACs.',
  VerifyMac: 'Check MACs.',
  DeriveSharedSecret: 'Agree on a shared secret with a public key.',
  GetPublicKey: 'Fetch the public key.',
  DescribeKey: 'Look at the key: its spec, state and ARN.',
  RetireGrant: 'End this grant itself, when it is done with it.',
  CreateGrant: 'Pass on what this grant gives, or less, to anybody.',
};
const ORDER = Object.keys(OPERATION_NOTES) as readonly GrantOperation[]; // of the record just above

/** In the order of the form. */
export const inOrder = (operations: readonly GrantOperation[]): readonly GrantOperation[] =>
  ORDER.filter((operation) => operations.includes(operation));

/** "Decrypt, Encrypt and 3 more". "and 1 more" takes no less room than its name. */
const firstOf = (all: readonly string[], most: number): string =>
  all.length <= most + 1 ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`;

/** Operations in the order of the form, the first of many. */
export const operationsText = (operations: readonly GrantOperation[], most = 3): string =>
  firstOf(inOrder(operations), most);

type Constraints = KeyGrant['Constraints'];

const pairsText = (pairs: ReadonlyMap<string, string>): string =>
  list.format(Array.from(pairs, ([name, value]) => `${name} = ${value === '' ? '(empty)' : value}`));

/** "only when tenant = acme"; null for a grant that asks for no context. */
export function constraintText(constraints: Constraints): string | null {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints ?? {};
  const parts = [
    equals === undefined
      ? null
      : equals.size === 0
        ? 'only without an encryption context'
        : `only when the context is exactly ${pairsText(equals)}`,
    subset === undefined || subset.size === 0 ? null : `only when ${pairsText(subset)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', and ');
}

/** `role/reports`; of somebody who is gone, that and the id. */
export const partyText = ({ Principal, Kind }: KeyGrant['Grantee']): string =>
  Kind === 'gone' ? `somebody who is gone (${Principal})` : shortArn(Principal);

/** What a grant is called: its name, else the ends of its id. */
export const grantName = ({ Name, GrantId }: Pick<KeyGrant, 'Name' | 'GrantId'>): string =>
  Name === '' ? shortId(GrantId) : Name;

/** Typed to confirm what somebody needs: the name, or the last eight of the id. */
export const grantConfirm = ({ Name, GrantId }: Pick<KeyGrant, 'Name' | 'GrantId'>): string =>
  Name === '' ? GrantId.slice(-8) : Name;

const MOST_NAMED = 8;

/** What ends when these are revoked together, in numbers. `confirm`: typed where somebody needs one of them; null where nobody does. */
export function revokedTogether(
  grants: readonly Pick<KeyGrant, 'GrantId' | 'Name' | 'Grantee' | 'Uses90Days' | 'ChildGrantIds'>[],
) {
  const ids = new Set(grants.map(({ GrantId }) => GrantId));
  const uses = grants.reduce((sum, { Uses90Days }) => sum + Uses90Days, 0);
  const what = counted(grants.length, 'grant', 'grants');
  return {
    title: `Revoke ${what}`,
    /** Of many the first: the report names each. */
    names: `${firstOf(grants.map(grantName), MOST_NAMED)}.`,
    whom: new Set(grants.map(({ Grantee }) => Grantee.Principal)).size,
    uses,
    /** Made by these, and not among them. */
    children: new Set(grants.flatMap(({ ChildGrantIds }) => ChildGrantIds)).difference(ids).size,
    confirm: uses === 0 ? null : what,
  };
}

const USED_DAYS = 90;

/** Of a grant without a use in 90 days: a new one may just not have been used yet. `now`: ms. */
export const unusedText = ({ CreationDate }: Pick<KeyGrant, 'CreationDate'>, now: number): string =>
  daysBetween(CreationDate, now) < USED_DAYS ? 'not yet' : `not in ${USED_DAYS} days`;

/** The tab's answer in a sentence. */
export function grantsSentence({
  GrantsTotal,
  GranteesTotal,
  UsesTotal90Days,
  IdleTotal,
}: Pick<KeyGrants, 'GrantsTotal' | 'GranteesTotal' | 'UsesTotal90Days' | 'IdleTotal'>): string {
  const whom = `${counted(GrantsTotal, 'grant lets', 'grants let')} ${counted(GranteesTotal, 'principal', 'principals')} use this key besides its policy.`;
  const uses =
    UsesTotal90Days === 0
      ? 'None decided a request in 90 days.'
      : `In 90 days ${counted(UsesTotal90Days, 'request', 'requests')} rested on ${GrantsTotal === 1 ? 'it' : 'them'} alone.`;
  const idle =
    IdleTotal === 0 || UsesTotal90Days === 0
      ? ''
      : ` ${counted(IdleTotal, 'grant was not used', 'grants were not used')}.`;
  return `${whom} ${uses}${idle}`;
}

/** How the context is asked for. */
export type ContextRule = 'any' | 'subset' | 'equals';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface GrantForm {
  readonly grantee: string;
  readonly operations: readonly GrantOperation[];
  readonly rule: ContextRule;
  readonly pairs: readonly Pair[];
  readonly retiring: string;
  readonly name: string;
}

/** Rows of which nothing was typed are not sent. */
export const sentPairs = ({ rule, pairs }: Pick<GrantForm, 'rule' | 'pairs'>): readonly Pair[] =>
  rule === 'any' ? [] : pairs.filter(({ name, value }) => name !== '' || value !== '');

const ARN = /^arn:aws:(iam|sts)::[0-9]{12}:[\w+=,.@:/-]+$/;
const NAME = /^[a-zA-Z0-9:/_-]+$/;

function pairsProblem(form: GrantForm): string | null {
  const pairs = sentPairs(form);
  if (form.rule === 'subset' && pairs.length === 0) return 'Give at least one pair, or choose “any context”.';
  if (pairs.some(({ name }) => name === '')) return 'Give every pair a name.';
  if (pairs.length > MOST_PAIRS) return `Keep to ${MOST_PAIRS} pairs.`;
  if (pairs.some(({ value }) => value.length > LONGEST_VALUE))
    return `Keep each value to ${LONGEST_VALUE} characters.`;
  return new Set(pairs.map(({ name }) => name)).size < pairs.length ? 'Give each name once.' : null;
}

/** What stands in the way of creating it; `id` is the control's. */
export function grantProblems(form: GrantForm): readonly FieldProblem[] {
  const problems: (FieldProblem | null)[] = [
    ARN.test(form.grantee)
      ? null
      : { id: 'grantee', label: 'Grantee', message: 'Choose who shall use the key.' },
    form.operations.length === 0
      ? { id: 'operations', label: 'Operations', message: 'Choose at least one.' }
      : form.operations.every((operation) => operation === 'CreateGrant')
        ? {
            id: 'operations',
            label: 'Operations',
            message: 'CreateGrant alone gives nothing to pass on. Choose another one too.',
          }
        : null,
    form.retiring === '' || ARN.test(form.retiring)
      ? null
      : { id: 'retiring', label: 'Retiring principal', message: 'Choose somebody, or leave it empty.' },
    form.name === '' || (NAME.test(form.name) && form.name.length <= 256)
      ? null
      : {
          id: 'name',
          label: 'Name',
          message: 'Use letters, digits, colon, slash, underscore and dash only.',
        },
  ];
  const pairs = pairsProblem(form);
  if (pairs !== null) problems.push({ id: 'pairs', label: 'Pairs', message: pairs });
  return problems.filter((problem) => problem !== null);
}

/** Verbs of what is used, for a sentence. */
const VERBS: Readonly<Record<GrantOperation, string>> = {
  Decrypt: 'decrypt',
  Encrypt: 'encrypt',
  GenerateDataKey: 'make data keys',
  GenerateDataKeyWithoutPlaintext: 'make sealed data keys',
  GenerateDataKeyPair: 'make key pairs',
  GenerateDataKeyPairWithoutPlaintext: 'make sealed key pairs',
  ReEncryptFrom: 're-encrypt from it',
  ReEncryptTo: 're-encrypt to it',
  Sign: 'sign',
  Verify: 'verify signatures',
  GenerateMac: 'make MACs',
  VerifyMac: 'verify MACs',
  DeriveSharedSecret: 'derive shared secrets',
  GetPublicKey: 'fetch the public key',
  DescribeKey: 'look it up',
  RetireGrant: 'end the grant',
  CreateGrant: 'pass this on to others',
};

const SOMEBODY = 'whoever you choose';

/** About the key or the grant, not done with the key. */
const BESIDE: ReadonlySet<GrantOperation> = new Set(['DescribeKey', 'RetireGrant', 'CreateGrant']);

function doesText(operations: readonly GrantOperation[], who: string, keyName: string): string {
  const verbs = (beside: boolean): string[] =>
    inOrder(operations)
      .filter((operation) => BESIDE.has(operation) === beside)
      .map((operation) => VERBS[operation]);
  const [uses, others] = [verbs(false), verbs(true)];
  if (uses.length === 0) return `On ${keyName}, ${who} may ${list.format(others)}`;
  const subject = who === SOMEBODY ? 'Whoever you choose' : who;
  const used = `${subject} may ${list.format(uses)} with ${keyName}`;
  return others.length === 0 ? used : `${used}, and ${list.format(others)}`;
}

/** What the form would make, in a sentence. */
export function resultSentence(form: GrantForm, keyName: string): string {
  if (form.grantee === '' && form.operations.length === 0)
    return `Choose who shall use ${keyName}, and for what.`;
  const who = form.grantee === '' ? SOMEBODY : shortArn(form.grantee);
  if (form.operations.length === 0) return `Choose what ${who} may do with ${keyName}.`;
  const map = new Map(sentPairs(form).map(({ name, value }) => [name, value] as const));
  const when =
    form.rule === 'any'
      ? null
      : constraintText(
          form.rule === 'equals' ? { EncryptionContextEquals: map } : { EncryptionContextSubset: map },
        );
  return `${doesText(form.operations, who, keyName)}${when === null ? '' : `, ${when}`}.`;
}

/** What is worth a second look before it is made. */
export function grantWarnings(form: GrantForm, takesConstraints: boolean): readonly string[] {
  const reads = form.operations.some((operation) => operation === 'Decrypt' || operation === 'ReEncryptFrom');
  return [
    ...(form.operations.includes('CreateGrant')
      ? [
          'With CreateGrant the grantee passes this on without asking anybody; what it made stays when this grant is revoked.',
        ]
      : []),
    ...(takesConstraints && form.rule === 'any' && reads
      ? ['Without a context rule the grantee can open everything that this key has encrypted.']
      : []),
  ];
}

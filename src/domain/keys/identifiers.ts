/** How keys, aliases and principals are named (kms-api.md §2). Form only: whether the thing exists is for the resolver. */

/** Whose ARNs: the desk's region and account. The partition is always `aws`. */
export interface ArnScope {
  readonly region: string;
  readonly account: string;
}

/** A KeyId parameter by its form. `name` is the whole `alias/…`. */
export type KeyIdentifier =
  | { readonly form: 'id'; readonly id: string }
  | { readonly form: 'keyArn'; readonly region: string; readonly account: string; readonly id: string }
  | { readonly form: 'aliasName'; readonly name: string }
  | { readonly form: 'aliasArn'; readonly region: string; readonly account: string; readonly name: string }
  /** `text` is what the error quotes: the whole parameter, or what stands in a KMS ARN where a key id should (`insideArn`). */
  | { readonly form: 'invalid'; readonly text: string; readonly insideArn: boolean };

// Upper-case digits and multi-Region ids are well-formed ids of keys that no desk has: they are looked up as given and not found.
const KEY_ID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i;
const KMS_ARN = /^arn:aws:kms:([a-z0-9-]+):([0-9]{12}):(key|alias)\/(.+)$/;

const ALIAS_PREFIX = 'alias/';
const RESERVED_PREFIX = 'alias/aws/';
/** KeyId parameters, kms-api.md §2. */
const MAX_KEY_IDENTIFIER = 2048;
const MAX_ALIAS_NAME = 256;

/** The form of a KeyId parameter (attacker-controlled; at most 2,048 characters, longer is invalid). Never throws. */
export function parseKeyId(text: string): KeyIdentifier {
  const invalid: KeyIdentifier = { form: 'invalid', text, insideArn: false };
  if (text.length > MAX_KEY_IDENTIFIER) return invalid;
  if (KEY_ID.test(text)) return { form: 'id', id: text };
  if (text.startsWith(ALIAS_PREFIX) && text.length > ALIAS_PREFIX.length)
    return { form: 'aliasName', name: text };
  const match = KMS_ARN.exec(text);
  if (match === null) return invalid;
  const [, region, account, type, rest] = match as unknown as [string, string, string, string, string]; // four groups, none optional
  if (type === 'alias') return { form: 'aliasArn', region, account, name: `${ALIAS_PREFIX}${rest}` };
  return KEY_ID.test(rest)
    ? { form: 'keyArn', region, account, id: rest }
    : { form: 'invalid', text: rest, insideArn: true };
}

/** `arn:aws:kms:<region>:<account>:key/<id>` */
export const keyArn = ({ region, account }: ArnScope, id: string): string =>
  `arn:aws:kms:${region}:${account}:key/${id}`;

/** `arn:aws:kms:<region>:<account>:alias/…`; `name` is the whole `alias/…`. */
export const aliasArn = ({ region, account }: ArnScope, name: string): string =>
  `arn:aws:kms:${region}:${account}:${name}`;

/** `arn:aws:iam::<account>:root` */
export const rootArn = ({ account }: Pick<ArnScope, 'account'>): string => `arn:aws:iam::${account}:root`;

/** `arn:aws:iam::<account>:user/<name>` for people, `…:role/<name>` for services. */
export const principalArn = (
  { account }: Pick<ArnScope, 'account'>,
  kind: 'user' | 'role',
  name: string,
): string => `arn:aws:iam::${account}:${kind}/${name}`;

/** What is wrong with the name of an alias: which rule, and a sentence for the caller (kms-api.md §2). */
export interface AliasProblem {
  /**
   * - `LENGTH`: empty, or over 256 characters. `PATTERN`: outside the model's pattern. (Model violations: the schema has said so before.)
   * - `PREFIX`: not `alias/` and at least one character more.
   * - `CHARACTERS`: a colon, which the model's pattern lets through.
   * - `RESERVED`: `alias/aws/…` belongs to AWS managed keys.
   */
  readonly code: 'LENGTH' | 'PATTERN' | 'PREFIX' | 'CHARACTERS' | 'RESERVED';
  readonly message: string;
}

/** The model's pattern, as validation messages print it. */
export const ALIAS_PATTERN = '^[a-zA-Z0-9:/_-]+$';
const ALIAS = new RegExp(ALIAS_PATTERN);
const ALIAS_HELP = 'https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html';

/** The first problem of an alias name for CreateAlias, UpdateAlias and DeleteAlias; null when it is a good one. */
export function checkAliasName(name: string): AliasProblem | null {
  if (name.length < 1 || name.length > MAX_ALIAS_NAME) {
    return { code: 'LENGTH', message: `An alias has 1 to ${MAX_ALIAS_NAME} characters.` };
  }
  if (!ALIAS.test(name))
    return { code: 'PATTERN', message: `An alias must satisfy regular expression pattern: ${ALIAS_PATTERN}` };
  if (!name.startsWith(ALIAS_PREFIX) || name.length === ALIAS_PREFIX.length) {
    return { code: 'PREFIX', message: `Alias must start with the prefix "alias/". Please see ${ALIAS_HELP}` };
  }
  if (name.includes(':'))
    return { code: 'CHARACTERS', message: `${name} contains invalid characters for an alias` };
  if (name.startsWith(RESERVED_PREFIX)) {
    return {
      code: 'RESERVED',
      message: 'The prefix alias/aws/ is reserved for AWS managed keys. Choose another name.',
    };
  }
  return null;
}

/** From the identifier a caller gave to the key it means: the table and the texts of kms-api.md §2. */
import { parseKeyId } from '../domain/keys/identifiers.ts';
import { keyArn, aliasArn } from '../domain/keys/identifiers.ts';
import type { KeyEntity } from '../domain/state/entities.ts';
import type { State } from '../domain/state/state.ts';
import { ServiceError } from './errors.ts';
import type { Call, Desk } from './operation.ts';

/** `any`: key id, key ARN, alias name, alias ARN. `id`: key id or key ARN. */
export type Accepts = 'any' | 'id';

export interface Where {
  readonly state: State;
  readonly desk: Desk;
  readonly call: Call;
  /** For the text of a refusal: the permission that the operation needs. */
  readonly action: string;
}

export const deskPlace = (desk: Desk): { readonly region: string; readonly account: string } => ({
  region: desk.meta.region,
  account: desk.meta.accountId,
});
export const arnOfKey = (desk: Desk, id: string): string => keyArn(deskPlace(desk), id);
export const arnOfAlias = (desk: Desk, name: string): string => aliasArn(deskPlace(desk), name);

const notFound = (message: string): ServiceError => new ServiceError('NotFoundException', message);

/** One text for a key of another account, whether it exists or not (§8.5). */
function foreign(where: Where): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    `User: ${where.call.principal.caller.arn} is not authorized to perform: ${where.action} on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
  );
}

function checkPlace(where: Where, region: string, account: string): void {
  if (region !== where.desk.meta.region) throw notFound(`Invalid arn ${region}`);
  if (account !== where.desk.meta.accountId) throw foreign(where);
}

/** A live key by its id. Destroyed and unknown keys are not found; a key that did not authenticate at load is refused by name. */
export function keyById(where: Where, id: string): KeyEntity {
  refuseQuarantined(where.state, id);
  const key = where.state.key(id);
  if (key === undefined || key.state === 'Destroyed')
    throw notFound(`Key '${arnOfKey(where.desk, id)}' does not exist`);
  return key;
}

/** Why a key is refused as a whole: it, its policy, its current version or its counters did not authenticate at load. */
export function whyRefused({ quarantine, key }: State, keyId: string): string | undefined {
  if (quarantine.size === 0) return undefined;
  return (
    quarantine.get(`key/${keyId}`) ??
    quarantine.get(`policy/${keyId}`) ??
    quarantine.get(`keyVersion/${keyId}/${key(keyId)?.currentVersion ?? 1}`)
  );
}

function refuseQuarantined(state: State, keyId: string): void {
  const reason = whyRefused(state, keyId);
  if (reason !== undefined)
    throw new ServiceError(
      'KMSInternalException',
      `This key is refused until an administrator has looked: ${reason}`,
    );
}

/** The key that `text` names, in any form that `accepts` allows. Throws ServiceError with AWS KMS's texts. */
export function resolveKey(where: Where, text: string, accepts: Accepts): KeyEntity {
  const parsed = parseKeyId(text);
  switch (parsed.form) {
    case 'id':
      return keyById(where, parsed.id);
    case 'keyArn':
      checkPlace(where, parsed.region, parsed.account);
      return keyById(where, parsed.id);
    case 'aliasName':
    case 'aliasArn': {
      if (accepts === 'id')
        throw new ServiceError('InvalidArnException', 'Key Aliases are not supported for this operation.');
      if (parsed.form === 'aliasArn') checkPlace(where, parsed.region, parsed.account);
      const reason = where.state.quarantine.get(`alias/${parsed.name}`);
      if (reason !== undefined)
        throw new ServiceError(
          'KMSInternalException',
          `This alias is refused until an administrator has looked: ${reason}`,
        );
      const alias = where.state.alias(parsed.name);
      if (alias === undefined) throw notFound(`Alias ${arnOfAlias(where.desk, parsed.name)} is not found.`);
      return keyById(where, alias.keyId);
    }
    case 'invalid':
      throw notFound(parsed.insideArn ? `Invalid keyId ${parsed.text}` : `Invalid keyId '${parsed.text}'`);
  }
}

/** The id of the key that `text` names, destroyed and refused ones too, or null: for the event, whether the key is let be used or not. */
export function namedKey({ state, desk }: Pick<Where, 'state' | 'desk'>, text: string): string | null {
  const parsed = parseKeyId(text);
  if (parsed.form === 'invalid') return null;
  const { region, accountId } = desk.meta;
  if ('region' in parsed && (parsed.region !== region || parsed.account !== accountId)) return null;
  const id = 'id' in parsed ? parsed.id : state.alias(parsed.name)?.keyId;
  return id !== undefined && (state.key(id) !== undefined || state.quarantine.has(`key/${id}`)) ? id : null;
}

/** The key id in a key id or key ARN; undefined for everything else. */
export function requestedId(text: string): string | undefined {
  const parsed = parseKeyId(text);
  return parsed.form === 'id' || parsed.form === 'keyArn' ? parsed.id : undefined;
}

/** The alias name a caller used, for kms:RequestAlias; undefined for an id or key ARN. */
export function requestAlias(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseKeyId(text);
  return parsed.form === 'aliasName' || parsed.form === 'aliasArn' ? parsed.name : undefined;
}

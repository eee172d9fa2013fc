/** A new access key: the secret is sealed in the HSM under the credential key and shown once. */
import { concat, toBase64, utf8 } from '../../../domain/bytes.ts';
import type { MaybePromise } from '../../../domain/ports/vault.ts';
import { put, type Change } from '../../../domain/state/entities.ts';
import { base32 } from '../../ids.ts';
import type { Desk, Ports } from '../../operation.ts';

/** What binds a sealed secret to its owner. */
export const accessKeyAad = (accessKeyId: string, principalId: string): Uint8Array =>
  concat(utf8(accessKeyId), Uint8Array.of(0), utf8(principalId));

export interface NewAccessKey {
  readonly id: string;
  readonly secret: string;
  readonly sealed: Uint8Array;
}

export function makeAccessKey(ports: Ports, desk: Desk, principalId: string): MaybePromise<NewAccessKey> {
  const id = `KDAK${base32(desk.random, 16)}`;
  const secret = toBase64(desk.random.bytes(30));
  const sealed = ports.vault.seal(utf8(secret), accessKeyAad(id, principalId));
  return sealed instanceof Promise
    ? sealed.then((bytes) => ({ id, secret, sealed: bytes }))
    : { id, secret, sealed };
}

export const accessKeyRow = (made: NewAccessKey, principalId: string, time: number): Change =>
  put('accessKey', made.id, {
    id: made.id,
    principalId,
    sealed: toBase64(made.sealed),
    status: 'Active',
    createdAt: time,
  });

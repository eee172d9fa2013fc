import { expect, it } from 'vitest';
import { fromUtf8 } from '../bytes.ts';
import { decodeBody, encodeBody, isCurrentBody } from './body.ts';
import { BODY_SCHEMA, type AliasEntity } from './entities.ts';

const alias: AliasEntity = { name: 'alias/a', keyId: 'k', createdAt: 1, updatedAt: 2 };

it('comes back as it went in', () => {
  const text = fromUtf8(encodeBody(alias));
  expect(isCurrentBody(text)).toBe(true);
  expect(decodeBody('alias', text)).toEqual(alias);
});

it('is upgraded from the schema of the first release', () => {
  const key =
    '{"schema":1,"id":"k","spec":"SYMMETRIC_DEFAULT","state":"Enabled","tags":[],"deletionDate":null}';
  expect(isCurrentBody(key)).toBe(false);
  expect(decodeBody('key', key)).toEqual({
    id: 'k',
    spec: 'SYMMETRIC_DEFAULT',
    state: 'Enabled',
    tags: [],
    rotation: null,
    deletion: null,
    destroyedAt: null,
  });
  expect(decodeBody('keyVersion', '{"schema":1,"keyId":"k","number":1}')).toEqual({
    keyId: 'k',
    number: 1,
    rotation: null,
  });
  expect(
    decodeBody('alias', `{"schema":1,"name":"alias/a","keyId":"k","createdAt":1,"updatedAt":2}`),
  ).toEqual(alias);
});

it('of a newer program is refused', () => {
  const newer = `{"schema":${BODY_SCHEMA + 1},"name":"alias/a"}`;
  expect(isCurrentBody(newer)).toBe(false);
  expect(() => decodeBody('alias', newer)).toThrow(/newer than this program/);
});

import { expect, test } from 'vitest';
import { paths, safeTarget } from './paths.ts';

const key = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';

test('every URL of the console', () => {
  const urls = {
    home: paths.home(),
    welcome: paths.welcome(),
    signIn: paths.signIn(),
    'signIn on the way': paths.signIn('/audit?outcome=denied'),
    keys: paths.keys(),
    'keys filtered': paths.keys({
      q: 'team=billing',
      state: 'Disabled',
      sort: 'LastUsedDate',
      order: 'down',
      after: 'm&1',
    }),
    newKey: paths.newKey(),
    key: paths.key(key),
    keyPolicy: paths.keyPolicy(key),
    keyActivity: paths.keyActivity(key),
    'keyActivity denied': paths.keyActivity(key, { outcome: 'denied', kind: 'data' }),
    keyRotation: paths.keyRotation(key),
    keyUse: paths.keyUse(key),
    keySettings: paths.keySettings(key),
    deleteKey: paths.deleteKey(key),
    audit: paths.audit(),
    'audit filtered': paths.audit({
      key,
      principal: 'arn:aws:iam::111122223333:role/api',
      outcome: 'denied',
      kind: 'all',
      since: '24h',
      event: '17',
    }),
    services: paths.services(),
    newService: paths.newService(),
    service: paths.service('AROAEXAMPLE/1'),
  };
  expect(urls).toMatchInlineSnapshot(`
    {
      "audit": "/audit",
      "audit filtered": "/audit?key=1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab&principal=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapi&outcome=denied&kind=all&since=24h&event=17",
      "deleteKey": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/delete",
      "home": "/",
      "key": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab",
      "keyActivity": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/activity",
      "keyActivity denied": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/activity?outcome=denied&kind=data",
      "keyPolicy": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/policy",
      "keyRotation": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/rotation",
      "keySettings": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/settings",
      "keyUse": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/use",
      "keys": "/keys",
      "keys filtered": "/keys?q=team%3Dbilling&state=Disabled&sort=LastUsedDate&order=down&after=m%261",
      "newKey": "/keys/new",
      "newService": "/services/new",
      "service": "/services/AROAEXAMPLE%2F1",
      "services": "/services",
      "signIn": "/sign-in",
      "signIn on the way": "/sign-in?to=%2Faudit%3Foutcome%3Ddenied",
      "welcome": "/welcome",
    }
  `);
});

test('sign-in goes on to a path of this console only', () => {
  expect(safeTarget('/audit?key=1')).toBe('/audit?key=1');
  for (const bad of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/sign-in',
    '/welcome',
  ]) {
    expect(safeTarget(bad), String(bad)).toBe('/');
  }
});

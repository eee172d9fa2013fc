import { expect, test } from 'vitest';
import { afterSignIn, pageOf, paths, safeTarget } from './paths.ts';

const key = '1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab';

test('every URL of the console', () => {
  const urls = {
    home: paths.home(),
    'home with its steps': paths.home({ steps: 'shown' }),
    posture: paths.posture(),
    'posture of a check': paths.posture({ show: 'all', check: 'no-rotation' }),
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
    keyAccess: paths.keyAccess(key),
    'keyAccess who decrypts': paths.keyAccess(key, { role: 'decrypt' }),
    keyGrants: paths.keyGrants(key),
    'keyGrants searched': paths.keyGrants(key, { q: 'tenant=acme', after: 'm&1' }),
    keyGrant: paths.keyGrant(key, 'f'.repeat(64)),
    newGrant: paths.newGrant(key),
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
    access: paths.access(),
    'access of one, unused': paths.access({
      who: 'arn:aws:iam::111122223333:role/api',
      role: 'decrypt',
      show: 'unused',
    }),
    simulator: paths.simulator(),
    'simulator of a request': paths.simulator({
      who: 'arn:aws:iam::111122223333:role/api',
      action: 'kms:Decrypt',
      key,
      context: 'tenant=acme&app=x',
      policy: 'edited',
    }),
    services: paths.services(),
    newService: paths.newService(),
    service: paths.service('AROAEXAMPLE/1'),
    rotation: paths.rotation(),
    'rotation of a week': paths.rotation({
      status: 'Scheduled',
      week: '2026-12-07',
      sort: 'Alias',
      show: 'table',
    }),
    vault: paths.vault(),
    'vault, all of it': paths.vault({ span: 'hour', show: 'table', mechanisms: 'all' }),
    settings: paths.settings(),
    'settings searched': paths.settings({ q: 'pin', source: 'environment' }),
    desk: paths.desk(),
    'desk at a step': paths.desk({ flow: 'check-in', step: '2' }),
    lessons: paths.lessons(),
    'one lesson': paths.lessons({ lesson: 'no-rotation' }),
    deskSummary: paths.deskSummary(),
    deskLive: paths.deskLive(),
    'deskLive of a window': paths.deskLive({
      since: '2026-11-21T00:00:00Z',
      until: '2026-11-22T00:00:00Z',
      speed: '600',
      at: '2026-11-21T03:00:00Z',
      key,
    }),
    rotateAccessKey: paths.rotateAccessKey('AROA1'),
    leaveService: paths.leaveService('AROA1'),
    invitation: paths.invitation(),
    people: paths.people(),
    'people filtered': paths.people({ q: 'ann', state: 'Invited', sort: 'LastUsedDate', order: 'down' }),
    invite: paths.invite(),
    identityPolicies: paths.identityPolicies(),
    newIdentityPolicy: paths.newIdentityPolicy(),
    'newIdentityPolicy as a copy': paths.newIdentityPolicy({ from: 'team+read' }),
    identityPolicy: paths.identityPolicy('team+read'),
    sessions: paths.sessions(),
    person: paths.person('AIDA1'),
    leavePerson: paths.leavePerson('AIDA1'),
    account: paths.account(),
  };
  expect(urls).toMatchInlineSnapshot(`
    {
      "access": "/access",
      "access of one, unused": "/access?who=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapi&role=decrypt&show=unused",
      "account": "/account",
      "audit": "/audit",
      "audit filtered": "/audit?key=1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab&principal=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapi&outcome=denied&kind=all&since=24h&event=17",
      "deleteKey": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/delete",
      "desk": "/desk",
      "desk at a step": "/desk?flow=check-in&step=2",
      "deskLive": "/desk/live",
      "deskLive of a window": "/desk/live?since=2026-11-21T00%3A00%3A00Z&until=2026-11-22T00%3A00%3A00Z&speed=600&at=2026-11-21T03%3A00%3A00Z&key=1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab",
      "deskSummary": "/desk/summary",
      "home": "/",
      "home with its steps": "/?steps=shown",
      "identityPolicies": "/people/policies",
      "identityPolicy": "/people/policies/team%2Bread",
      "invitation": "/invitation",
      "invite": "/people/invite",
      "key": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab",
      "keyAccess": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/access",
      "keyAccess who decrypts": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/access?role=decrypt",
      "keyActivity": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/activity",
      "keyActivity denied": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/activity?outcome=denied&kind=data",
      "keyGrant": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/grants/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      "keyGrants": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/grants",
      "keyGrants searched": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/grants?q=tenant%3Dacme&after=m%261",
      "keyPolicy": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/policy",
      "keyRotation": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/rotation",
      "keySettings": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/settings",
      "keyUse": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/use",
      "keys": "/keys",
      "keys filtered": "/keys?q=team%3Dbilling&state=Disabled&sort=LastUsedDate&order=down&after=m%261",
      "leavePerson": "/people/AIDA1/leave",
      "leaveService": "/services/AROA1/leave",
      "lessons": "/desk/lessons",
      "newGrant": "/keys/1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab/grants/new",
      "newIdentityPolicy": "/people/new-policy",
      "newIdentityPolicy as a copy": "/people/new-policy?from=team%2Bread",
      "newKey": "/keys/new",
      "newService": "/services/new",
      "one lesson": "/desk/lessons?lesson=no-rotation",
      "people": "/people",
      "people filtered": "/people?q=ann&state=Invited&sort=LastUsedDate&order=down",
      "person": "/people/AIDA1",
      "posture": "/posture",
      "posture of a check": "/posture?show=all&check=no-rotation",
      "rotateAccessKey": "/services/AROA1/rotate",
      "rotation": "/rotation",
      "rotation of a week": "/rotation?status=Scheduled&week=2026-12-07&sort=Alias&show=table",
      "service": "/services/AROAEXAMPLE%2F1",
      "services": "/services",
      "sessions": "/people/sessions",
      "settings": "/settings",
      "settings searched": "/settings?q=pin&source=environment",
      "signIn": "/sign-in",
      "signIn on the way": "/sign-in?to=%2Faudit%3Foutcome%3Ddenied",
      "simulator": "/simulator",
      "simulator of a request": "/simulator?who=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fapi&action=kms%3ADecrypt&key=1c7f4ae2-6b0d-4c57-9e3f-2d81c06f90ab&policy=edited#context=tenant%3Dacme%26app%3Dx",
      "vault": "/vault",
      "vault, all of it": "/vault?span=hour&show=table&mechanisms=all",
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
    '/invitation',
  ]) {
    expect(safeTarget(bad), String(bad)).toBe('/');
  }
});

test('sign-in keeps a fragment out of what is sent, and goes on with it', () => {
  const to = paths.simulator({ who: 'w', context: 'tenant=acme' });
  expect(paths.signIn(to)).toBe('/sign-in?to=%2Fsimulator%3Fwho%3Dw#context=tenant%3Dacme');
  expect(afterSignIn(new URL(paths.signIn(to), 'http://desk'))).toBe(to);
  expect(afterSignIn(new URL(paths.signIn('/keys'), 'http://desk'))).toBe('/keys');
  expect(afterSignIn(new URL('/sign-in?to=//evil.example#x', 'http://desk'))).toBe('/');
});

test('the tabs of a key are one page; its deletion is another', () => {
  const pages = [
    paths.key(key),
    paths.keyPolicy(key),
    paths.keyAccess(key),
    paths.keyGrants(key),
    paths.keyRotation(key),
    paths.keyActivity(key),
    paths.keyUse(key),
    paths.keySettings(key),
  ];
  expect(new Set(pages.map(pageOf))).toEqual(new Set([paths.key(key)]));
  for (const path of [
    paths.newKey(),
    paths.newGrant(key),
    paths.keyGrant(key, 'f'),
    paths.deleteKey(key),
    paths.keys(),
    paths.home(),
  ])
    expect(pageOf(path)).toBe(path);
});

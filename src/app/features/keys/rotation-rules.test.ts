import { expect, test } from 'vitest';
import type { KeyOverview } from '../../query/contract.ts';
import {
  choiceNamed,
  daysProblem,
  formOf,
  madeBy,
  nextRotation,
  onDemandLeft,
  periodOf,
  rotationBlock,
} from './rotation-rules.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24);

test('the form shows the schedule as it is, presets by their name', () => {
  expect(formOf({})).toEqual({ choice: 'off', days: '' });
  expect(formOf({ RotationPeriodInDays: 180 })).toEqual({ choice: '180', days: '' });
  expect(formOf({ RotationPeriodInDays: 200 })).toEqual({ choice: 'own', days: '200' });
  expect([choiceNamed('90'), choiceNamed('own'), choiceNamed('<b>')]).toEqual(['90', 'own', 'off']);
});

test('days of one’s own are whole and in the service’s bounds; of a preset they do not count', () => {
  for (const days of ['90', ' 365 ', '2560']) expect(daysProblem({ choice: 'own', days }), days).toBeNull();
  for (const days of ['', '89', '2561', '90.5', '1e3', '-90', 'a year'])
    expect(daysProblem({ choice: 'own', days }), days).toMatch(/from 90 to 2560/);
  expect(daysProblem({ choice: '90', days: 'x' })).toBeNull();
  expect(periodOf({ choice: 'off', days: '100' })).toBeNull();
  expect(periodOf({ choice: '365', days: '100' })).toBe(365);
  expect(periodOf({ choice: 'own', days: '100' })).toBe(100);
  expect(periodOf({ choice: 'own', days: '10' })).toBeUndefined();
});

test('the next date: another period counts from now, the same one leaves it', () => {
  expect(nextRotation({}, 90, NOW).getTime()).toBe(NOW + 90 * DAY);
  const key = { RotationPeriodInDays: 90, NextRotationDate: new Date(NOW + 3 * DAY) };
  expect(nextRotation(key, 90, NOW).getTime()).toBe(NOW + 3 * DAY);
  expect(nextRotation(key, 180, NOW).getTime()).toBe(NOW + 180 * DAY);
});

const versions = (...types: readonly ('AUTOMATIC' | 'ON_DEMAND' | undefined)[]): KeyOverview['Versions'] =>
  types.map((RotationType, i) => ({
    Number: i + 1,
    CreationDate: new Date(NOW),
    ...(RotationType === undefined ? {} : { RotationType }),
    KeyMaterialId: 'm',
    Residency: 'WRAPPED',
    Encryptions: 0,
  }));

test('only rotations on demand use up the 25', () => {
  expect(onDemandLeft(versions(undefined, 'AUTOMATIC', 'ON_DEMAND'))).toBe(24);
  expect(onDemandLeft(versions(undefined, ...Array<'ON_DEMAND'>(26).fill('ON_DEMAND')))).toBe(0);
  expect(versions(undefined, 'AUTOMATIC', 'ON_DEMAND').map(madeBy)).toEqual([
    'First',
    'Automatic',
    'On demand',
  ]);
});

test('what cannot rotate says why', () => {
  expect(rotationBlock({ CanRotate: true, KeyState: 'Enabled' })).toBeNull();
  expect(rotationBlock({ CanRotate: false, KeyState: 'Enabled' })).toMatch(/spec/);
  expect(rotationBlock({ CanRotate: true, KeyState: 'Disabled' })).toMatch(/Enable the key first/);
  expect(rotationBlock({ CanRotate: true, KeyState: 'PendingDeletion' })).toMatch(/cancel that first/);
});

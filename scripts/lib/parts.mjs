import { build } from './build.mjs';
import { dependencies, mustCompile } from './dependencies.mjs';
import { runtime } from './runtime.mjs';
import {
  benchNeeds,
  compilerNeeds,
  hsmNeeds,
  softHsmNeeds,
  systemPackages,
  testNeeds,
} from './system-packages.mjs';

const compilers = () => (mustCompile() ? compilerNeeds : []);

/** What each command brings, in the order in which the parts rest on each other. */
export const partsFor = {
  start: [systemPackages(() => [...compilers(), ...hsmNeeds]), runtime, dependencies, build],
  dev: [systemPackages(() => [...compilers(), ...hsmNeeds]), runtime, dependencies],
  demo: [systemPackages(compilers), runtime, dependencies],
  keydesk: [systemPackages(compilers), runtime, dependencies],
  // The build is one of the tests' own steps, where a failure is counted.
  test: [systemPackages(() => [...compilers(), ...softHsmNeeds, ...testNeeds]), runtime, dependencies],
  bench: [
    systemPackages(() => [...compilers(), ...softHsmNeeds, ...benchNeeds]),
    runtime,
    dependencies,
    build,
  ],
};

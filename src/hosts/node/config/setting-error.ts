/** `EX_CONFIG` of sysexits.h. */
export const WRONG_SETTING_EXIT_CODE = 78;

/** A setting that is wrong: its name, and a sentence that says what is allowed. Never holds the value, which may be a secret. */
export class SettingError extends Error {
  readonly setting: string;
  readonly exitCode = WRONG_SETTING_EXIT_CODE;
  constructor(setting: string, message: string) {
    super(`${setting}: ${message}`);
    this.name = 'SettingError';
    this.setting = setting;
  }
}

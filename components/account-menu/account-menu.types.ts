/** Appearances a person can choose. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Languages the interface is complete in, each under its own name. */
export const languages = { en: 'English', cs: 'Čeština', 'cs-x-informal': 'Čeština (tykání)' } as const;
export type Language = keyof typeof languages;

export interface LanguageChangeDetail {
  lang: Language;
}
export interface ThemeChangeDetail {
  theme: Theme;
}
export interface MessageSoundChangeDetail {
  silent: boolean;
}

declare global {
  interface HTMLElementEventMap {
    /** Another language was chosen. */
    'pbx-language-change': CustomEvent<LanguageChangeDetail>;
    /** The sound of new messages was switched. */
    'pbx-message-sound-change': CustomEvent<MessageSoundChangeDetail>;
    /** Another appearance was chosen. */
    'pbx-theme-change': CustomEvent<ThemeChangeDetail>;
  }
}

import type { EmojiPickerStrings } from '../en/emoji-picker.ts';

const cs: EmojiPickerStrings = {
  label: 'Emodži',
  groups: { smileys: 'Smajlíci', people: 'Gesta', nature: 'Příroda', things: 'Věci', signs: 'Znaky' },
};
export default cs;

/** Texts of `<pbx-emoji-picker>`. */
export interface EmojiPickerStrings {
  label: string;
  groups: Record<'smileys' | 'people' | 'nature' | 'things' | 'signs', string>;
}

const en: EmojiPickerStrings = {
  label: 'Emoji',
  groups: { smileys: 'Smileys', people: 'Gestures', nature: 'Nature', things: 'Things', signs: 'Signs' },
};
export default en;

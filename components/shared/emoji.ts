/** Kinds of emoji, in the order they are offered. */
export const emojiGroups = ['smileys', 'people', 'nature', 'things', 'signs'] as const;
export type EmojiGroup = (typeof emojiGroups)[number];

/** A curated set: what people write to customers, nothing that needs a skin tone or a flag. */
export const emoji: Record<EmojiGroup, readonly string[]> = {
  smileys: ['🙂', '😀', '😄', '😉', '😊', '😍', '😘', '😎', '🤩', '😂', '🤣', '😅', '😇', '🤗', '🤔', '😏', '😐', '🙄', '😬', '😴', '🤐', '😮', '😳', '🥺', '😢', '😭', '😤', '😡', '🤯', '😱', '🤒', '🥳'],
  people: ['👍', '👎', '👌', '🙏', '👏', '🙌', '💪', '🤝', '👋', '✌️', '🤞', '👉', '👈', '👆', '👇', '🫶'],
  nature: ['☀️', '🌤️', '🌧️', '❄️', '⛄', '🌈', '🌷', '🌹', '🌻', '🍀', '🌲', '🍂', '🐶', '🐱', '🐝', '🦉'],
  things: ['☕', '🍺', '🍰', '🎂', '🍕', '🎉', '🎁', '🎈', '🏆', '⚽', '🚲', '🚗', '🚚', '📦', '🏠', '📞', '📅', '📎', '📷', '💡', '🔧', '🔑', '🔒', '💳'],
  signs: ['❤️', '💙', '💚', '💛', '💔', '⭐', '✨', '🔥', '💯', '✅', '❌', '❗', '❓', '⚠️', '⏰', '➡️'],
};

/** What the client shows; those a person may not use are absent. */
export const clientSections = ['extensions', 'inbox', 'administration'] as const;
export type ClientSection = (typeof clientSections)[number];

export interface SectionChangeDetail {
  section: ClientSection;
}

export interface WaitingChangeDetail {
  /** Conversations that wait for an answer: those nobody has, and one's own with something unread. */
  waiting: number;
}

declare global {
  interface HTMLElementEventMap {
    /** Another section was opened. */
    'pbx-section-change': CustomEvent<SectionChangeDetail>;
    /** More or fewer conversations wait for an answer. */
    'pbx-waiting-change': CustomEvent<WaitingChangeDetail>;
  }
}

/** What the client shows; those a person may not use are absent. */
export const clientSections = ['extensions', 'inbox', 'administration'] as const;
export type ClientSection = (typeof clientSections)[number];

export interface SectionChangeDetail {
  section: ClientSection;
}

declare global {
  interface HTMLElementEventMap {
    /** Another section was opened. */
    'pbx-section-change': CustomEvent<SectionChangeDetail>;
  }
}

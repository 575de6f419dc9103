import type { ExtensionRecord, GroupMemberRecord, VisibilityRule } from '../../ports/storage-directory.ts';

/**
 * Who may see whom. Starts from nothing: what some `show` rule gives, less what any `hide` rule takes, plus oneself.
 * The fresh gateway has one rule, everyone sees everyone.
 */
export class Visibility {
  readonly #rules: readonly VisibilityRule[];
  readonly #extensions: readonly ExtensionRecord[];
  readonly #groupsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** Viewers to whom the same rules apply share one set. */
  readonly #sets = new Map<string, 'all' | ReadonlySet<string>>();

  constructor(rules: readonly VisibilityRule[], extensions: readonly ExtensionRecord[], members: readonly GroupMemberRecord[]) {
    this.#rules = rules;
    this.#extensions = extensions;
    const groupsOf = new Map<string, Set<string>>();
    for (const { extensionId, groupId } of members) {
      const groups = groupsOf.get(extensionId);
      if (groups) groups.add(groupId);
      else groupsOf.set(extensionId, new Set([groupId]));
    }
    this.#groupsOf = groupsOf;
  }

  /** What an extension sees beside itself; null is an account without one. */
  of(viewerId: string | null): 'all' | ReadonlySet<string> {
    const applying = this.#rules.filter((rule) => this.#appliesTo(rule, viewerId));
    const key = applying.map((rule) => rule.id).join(' ');
    let set = this.#sets.get(key);
    if (!set) {
      set = this.#resolve(applying);
      this.#sets.set(key, set);
    }
    return set;
  }

  groupIdsOf(extensionId: string): string[] {
    return [...(this.#groupsOf.get(extensionId) ?? [])];
  }

  #resolve(rules: readonly VisibilityRule[]): 'all' | ReadonlySet<string> {
    const shows = rules.filter((rule) => rule.effect === 'show');
    const hides = rules.filter((rule) => rule.effect === 'hide');
    if (hides.length === 0 && shows.some((rule) => rule.targetKind === 'everyone')) return 'all';
    const seen = this.#extensions.filter((extension) =>
      shows.some((rule) => this.#targets(rule, extension)) && !hides.some((rule) => this.#targets(rule, extension)));
    return new Set(seen.map((extension) => extension.id));
  }

  #appliesTo(rule: VisibilityRule, viewerId: string | null): boolean {
    if (rule.viewerKind === 'everyone') return true;
    if (viewerId === null) return false;
    if (rule.viewerKind === 'extension') return rule.viewerId === viewerId;
    return this.#groupsOf.get(viewerId)?.has(rule.viewerId) ?? false;
  }

  #targets(rule: VisibilityRule, extension: ExtensionRecord): boolean {
    switch (rule.targetKind) {
      case 'everyone':
        return true;
      case 'extension':
        return rule.targetId === extension.id;
      case 'group':
        return this.#groupsOf.get(extension.id)?.has(rule.targetId) ?? false;
      case 'department':
        return extension.departments.includes(rule.targetId);
    }
  }
}

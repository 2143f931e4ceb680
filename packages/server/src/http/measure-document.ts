import type {
  DocumentNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import { BREAK, Kind, visit } from "graphql";

/** Sizes of an operation with its fragments spread out. */
export interface OperationSize {
  /** Levels of fields; what is beneath `__schema` and `__type` is not counted here. */
  readonly depth: number;
  /** Levels of fields beneath `__schema` and `__type`. */
  readonly introspectionDepth: number;
  readonly rootFields: number;
  readonly aliases: number;
}

interface SelectionSize {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly fields: number;
  readonly aliases: number;
}

const NOTHING: SelectionSize = { depth: 0, introspectionDepth: 0, fields: 0, aliases: 0 };
/** A fragment that spreads itself has no size. */
const ENDLESS: SelectionSize = {
  depth: Infinity,
  introspectionDepth: Infinity,
  fields: Infinity,
  aliases: Infinity,
};

/**
 * Measures an operation. Each fragment is looked at once however often it is spread, so that a few
 * hundred bytes cannot ask for exponential work.
 */
export function measureOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, SelectionSize>();

  const measureFragment = (name: string): SelectionSize => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, ENDLESS);
    const fragment = fragments.get(name);
    const size = fragment ? measure(fragment.selectionSet) : NOTHING;
    measured.set(name, size);
    return size;
  };

  const measure = (selectionSet: SelectionSetNode | undefined): SelectionSize => {
    let { depth, introspectionDepth, fields, aliases } = NOTHING;
    for (const selection of selectionSet?.selections ?? []) {
      const isField = selection.kind === Kind.FIELD;
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measure(selection.selectionSet);
      if (isField && isIntrospection(selection.name.value)) {
        introspectionDepth = Math.max(introspectionDepth, inner.depth + 1);
      } else {
        depth = Math.max(depth, inner.depth + (isField ? 1 : 0));
        introspectionDepth = Math.max(introspectionDepth, inner.introspectionDepth);
      }
      fields += isField ? 1 : inner.fields;
      aliases += inner.aliases + (isField && selection.alias ? 1 : 0);
    }
    return { depth, introspectionDepth, fields, aliases };
  };

  const { fields, ...size } = measure(operation.selectionSet);
  return { ...size, rootFields: fields };
}

/** How many directives a document applies; counting stops beyond `enough`. */
export function countDirectives(document: DocumentNode, enough: number): number {
  let count = 0;
  visit(document, {
    Directive: () => (++count > enough ? BREAK : undefined),
  });
  return count;
}

/** How deep a JSON value is nested; looking stops beyond `enough`. */
export function jsonDepth(value: unknown, enough: number): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    level = level.filter((item) => item !== null && typeof item === "object");
    if (level.length === 0 || depth > enough) return depth;
    level = level.flatMap((item) => Object.values(item as object));
  }
}

function isIntrospection(name: string): boolean {
  return name === "__schema" || name === "__type";
}

import { createComplexityRule } from "@pothos/plugin-complexity";
import { TelekeepError } from "@telekeep/core";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { GraphQLError, Kind, validate, visit } from "graphql";

import type { Limits } from "../config/limits.ts";
import { jsonDepth } from "./measure-document.ts";
import { beyondLimit } from "./refuse-document.ts";

/** The arguments that a cost can depend on: the sizes of pages and lists. */
export const SIZE_ARGUMENTS: ReadonlySet<string> = new Set(["first", "last", "ids", "buckets"]);

/** Costs of one document that are remembered: a program asks for few sizes of pages. */
const MOST_COSTS = 16;

export interface Execution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: unknown;
}

interface KnownDocument {
  /** The variables that its cost depends on. */
  readonly variables: readonly string[];
  readonly costs: Map<string, number>;
}

/** Judges what an operation may cost, before it runs. */
export class CostJudge {
  readonly #limits: Limits;
  /** Documents are cached elsewhere; what is known of one goes with it. */
  readonly #known = new WeakMap<DocumentNode, KnownDocument>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The cost of an operation with its variables, or why it is refused. */
  costOf(execution: Execution): number | GraphQLError {
    const { maxVariableDepth, maxCost } = this.#limits;
    const variableValues = (execution.variableValues ?? {}) as Record<string, unknown>;
    const depth = jsonDepth(variableValues, maxVariableDepth);
    if (depth > maxVariableDepth) {
      return beyondLimit("levels in its variables", depth, maxVariableDepth);
    }
    const { variables, costs } = this.#knownOf(execution.document);
    const sizes = variables.map((name) => [name in variableValues, variableValues[name]]);
    const key = JSON.stringify([execution.operationName, sizes]);
    const known = costs.get(key);
    if (known !== undefined) return known;
    const judged = judge(execution, variableValues);
    if (judged instanceof GraphQLError) return judged;
    if (judged !== null && judged > maxCost) {
      return beyondLimit("objects to fetch at most", judged, maxCost);
    }
    if (judged !== null && costs.size < MOST_COSTS) costs.set(key, judged);
    return judged ?? 0;
  }

  #knownOf(document: DocumentNode): KnownDocument {
    let known = this.#known.get(document);
    if (!known) {
      known = { variables: sizeVariables(document), costs: new Map() };
      this.#known.set(document, known);
    }
    return known;
  }
}

function sizeVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: (argument) => {
      if (!SIZE_ARGUMENTS.has(argument.name.value)) return;
      visit(argument.value, { Variable: ({ name }) => void names.add(name.value) });
    },
  });
  return [...names];
}

/** Null when something is wrong with the variables: then it is no operation, and has no cost. */
function judge(
  { schema, document, operationName }: Execution,
  variableValues: Record<string, unknown>,
): number | null | GraphQLError {
  let cost: number | null = null;
  const rule = createComplexityRule({
    context: {},
    variableValues,
    ...(operationName != null && { operationName }),
    validate: ({ complexity }) => {
      cost = Math.max(cost ?? 0, complexity);
    },
  });
  try {
    // What is wrong with the variables themselves is told by the execution, which then runs nothing.
    validate(schema, document, [rule]);
  } catch (error) {
    // Arguments are read to know what they cost, and an id among them may be none.
    if (!(error instanceof TelekeepError)) throw error;
    return new GraphQLError(error.message, {
      extensions: { code: error.code, http: { status: 400 } },
    });
  }
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operationName == null && operations.length > 1 ? null : cost;
}

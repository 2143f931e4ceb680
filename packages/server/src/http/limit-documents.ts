import { createComplexityRule } from "@pothos/plugin-complexity";
import { TelekeepError } from "@telekeep/core";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { GraphQLError, Kind, parse, validate } from "graphql";
import type { Plugin } from "graphql-yoga";

import type { Limits } from "../config/limits.ts";
import type { Context } from "../context.ts";
import { countDirectives, jsonDepth, measureOperation } from "./measure-document.ts";
import { beyondLimit, LIMIT_EXCEEDED } from "./refuse-document.ts";

/** Levels of the introspection query that tools send, and a few more. */
const MAX_INTROSPECTION_DEPTH = 18;
const MAX_ERRORS = 5;

interface Execution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: unknown;
}

/**
 * Refuses documents beyond the limits before anything runs: tokens while it is parsed, shape when
 * it is validated, cost when its variables are known. Names of the schema are not suggested for
 * misspelt ones: whoever may know them can ask for the schema.
 */
export function limitDocuments(limits: Limits): Plugin<Context> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseWithin(source, options, limits.maxTokens));
    },
    onValidate({ setValidationFn }) {
      setValidationFn((schema, document, rules, options) => {
        const refusals = measure(document as DocumentNode, limits);
        if (refusals.length > 0) return refusals;
        return validate(schema as GraphQLSchema, document as DocumentNode, rules, {
          ...options,
          maxErrors: MAX_ERRORS,
          hideSuggestions: true,
        });
      });
    },
    onExecute({ args, setResultAndStopExecution }) {
      const verdict = judge(args, limits);
      if (verdict instanceof GraphQLError) {
        setResultAndStopExecution({ errors: [verdict] });
        return undefined;
      }
      return {
        onExecuteDone({ result, setResult }) {
          if (Symbol.asyncIterator in result) return;
          setResult({ ...result, extensions: { ...result.extensions, cost: verdict } });
        },
      };
    },
    onResultProcess({ result, setResult }) {
      // Over HTTP this is 400 for all clients; the engine would give some of them 200.
      if (!("errors" in result) || !result.errors?.some(isBeyondLimit)) return;
      setResult({ ...result, extensions: { ...result.extensions, http: { status: 400 } } });
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const verdict = judge(args, limits);
      if (verdict instanceof GraphQLError) setResultAndStopExecution({ errors: [verdict] });
    },
  };
}

function isBeyondLimit(error: GraphQLError): boolean {
  return error.extensions?.["code"] === LIMIT_EXCEEDED;
}

function parseWithin(source: unknown, options: object | undefined, maxTokens: number): unknown {
  try {
    return parse(source as string, { ...options, maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes("tokens")) {
      throw beyondLimit("tokens", Infinity, maxTokens);
    }
    throw error;
  }
}

function measure(document: DocumentNode, limits: Limits): GraphQLError[] {
  const refusals: GraphQLError[] = [];
  const check = (what: string, actual: number, limit: number) => {
    if (actual > limit) refusals.push(beyondLimit(what, actual, limit));
  };
  check("directives", countDirectives(document, limits.maxDirectives), limits.maxDirectives);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measureOperation(document, definition);
    check("levels", size.depth, limits.maxDepth);
    check("levels of introspection", size.introspectionDepth, MAX_INTROSPECTION_DEPTH);
    check("fields at its root", size.rootFields, limits.maxRootFields);
    check("aliases", size.aliases, limits.maxAliases);
  }
  return refusals.slice(0, MAX_ERRORS);
}

/** The cost of an operation with its variables, or why it is refused. */
function judge(execution: Execution, limits: Limits): number | GraphQLError {
  const { schema, document, operationName } = execution;
  const variableValues = (execution.variableValues ?? {}) as Record<string, unknown>;
  const depth = jsonDepth(variableValues, limits.maxVariableDepth);
  if (depth > limits.maxVariableDepth) {
    return beyondLimit("levels in its variables", depth, limits.maxVariableDepth);
  }
  let cost = 0;
  const rule = createComplexityRule({
    context: {},
    variableValues,
    ...(operationName != null && { operationName }),
    validate: ({ complexity }) => {
      cost = Math.max(cost, complexity);
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
  return cost > limits.maxCost
    ? beyondLimit("objects to fetch at most", cost, limits.maxCost)
    : cost;
}

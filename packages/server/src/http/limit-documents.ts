import type { DocumentNode, ExecutionResult, GraphQLSchema } from "graphql";
import { GraphQLError, Kind, parse, validate } from "graphql";
import type { Plugin } from "graphql-yoga";

import type { Limits } from "../config/limits.ts";
import type { Context } from "../context.ts";
import { CostJudge } from "./document-cost.ts";
import { countDirectives, measureOperation } from "./measure-document.ts";
import { beyondLimit, LIMIT_EXCEEDED } from "./refuse-document.ts";

/** Levels of the introspection query that tools send, and a few more. */
const MAX_INTROSPECTION_DEPTH = 18;
const MAX_ERRORS = 5;

/**
 * Refuses documents beyond the limits before anything runs: tokens while it is parsed, shape when
 * it is validated, cost when its variables are known. Names of the schema are not suggested for
 * misspelt ones: whoever may know them can ask for the schema.
 */
export function limitDocuments(limits: Limits): Plugin<Context> {
  const judge = new CostJudge(limits);
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
      const verdict = judge.costOf(args);
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
      if (!Array.isArray(result)) setResult(withStatus(result));
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const verdict = judge.costOf(args);
      if (verdict instanceof GraphQLError) setResultAndStopExecution({ errors: [verdict] });
    },
  };
}

/** Beyond a limit is 400 over HTTP for all clients; the engine would give some of them 200. */
export function withStatus<Result extends object>(result: Result): Result {
  const { errors, extensions } = result as ExecutionResult;
  if (!errors?.some(isBeyondLimit)) return result;
  return { ...result, extensions: { ...extensions, http: { status: 400 } } };
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

import type { Session } from "../effects/session.ts";
import { bodyHeight, jobsLayout } from "../screens/layout.ts";
import { type AppState, listedJobs } from "../state/app-state.ts";
import { AT_TOP, moveTo, visible } from "../state/list-window.ts";
import type { JobRow } from "../view/job-row.ts";
import { type Action, needsServer } from "./action.ts";
import { movements } from "./list-keys.ts";

/** The job that is open, or under the cursor. */
export function selectedJob(state: AppState): JobRow | null {
  const { openId, list } = state.jobs;
  if (openId !== null) return state.jobs.rows?.find(({ id }) => id === openId) ?? null;
  const rows = listedJobs(state);
  return rows[visible(list, rows.length, jobsLayout(state).list).cursor] ?? null;
}

type JobAction = "PAUSE" | "RESUME" | "CANCEL" | "RETRY";

/** Why none of these can be done to the job now, in the words of its state. */
function whyNot(...actions: readonly JobAction[]): (state: AppState) => string | null {
  return (state) => {
    const job = selectedJob(state);
    if (job === null) return "there is no job";
    if (actions.some((action) => job.actions.has(action))) return needsServer(state);
    const word = job.state.toLowerCase();
    return job.isActive ? `the job is ${word}` : `the job is over (${word})`;
  };
}

function changePriority(by: number): (session: Session) => void {
  return (session) => {
    const job = selectedJob(session.store.get());
    if (job !== null) session.setJobPriority(job.id, job.priority + by);
  };
}

function setOpen(openId: (state: AppState) => string | null): (session: Session) => void {
  return ({ store }) =>
    store.set((state) => ({ ...state, jobs: { ...state.jobs, openId: openId(state), scroll: 0 } }));
}

/** Actions of the job list and of one job. */
export const ON_JOBS: readonly Action[] = [
  {
    id: "jobs.open",
    keys: ["enter", "l", "right"],
    where: ["jobs"],
    hint: "details",
    help: "what the job does and did",
    whyNot: (state) => (selectedJob(state) === null ? "there is no job" : null),
    run: setOpen((state) => selectedJob(state)?.id ?? null),
  },
  {
    id: "jobs.cancel",
    keys: ["c"],
    where: ["jobs", "job"],
    hint: "cancel",
    help: "stop the job; asks first",
    whyNot: whyNot("CANCEL"),
    run: ({ store }) =>
      store.set((state) => {
        const job = selectedJob(state);
        if (job === null) return state;
        return { ...state, overlay: { kind: "cancel", jobId: job.id, title: job.title } };
      }),
  },
  {
    id: "jobs.toggle",
    keys: ["space"],
    where: ["jobs", "job"],
    hint: "pause/resume",
    help: "let the job rest, or go on",
    whyNot: whyNot("PAUSE", "RESUME"),
    run: (session) => {
      const job = selectedJob(session.store.get());
      if (job === null) return;
      session.commandJob(job.actions.has("PAUSE") ? "pause" : "resume", job.id);
    },
  },
  {
    id: "jobs.retry",
    keys: ["R"],
    where: ["jobs", "job"],
    hint: "retry",
    help: "start a failed or canceled job again, where it was",
    whyNot: whyNot("RETRY"),
    run: (session) => {
      const job = selectedJob(session.store.get());
      if (job !== null) session.commandJob("retry", job.id);
    },
  },
  {
    id: "jobs.moreUrgent",
    keys: ["+"],
    where: ["jobs", "job"],
    help: "more urgent among the queued jobs",
    whyNot: whyNot("PAUSE", "RESUME", "CANCEL"),
    run: changePriority(1),
  },
  {
    id: "jobs.lessUrgent",
    keys: ["-"],
    where: ["jobs", "job"],
    help: "less urgent among the queued jobs",
    whyNot: whyNot("PAUSE", "RESUME", "CANCEL"),
    run: changePriority(-1),
  },
  {
    id: "jobs.filter",
    keys: ["f"],
    where: ["jobs"],
    hint: "active only",
    help: "show active jobs only, or all",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        jobs: { ...state.jobs, showsOnlyActive: !state.jobs.showsOnlyActive, list: AT_TOP },
      })),
  },
  {
    id: "jobs.back",
    keys: ["esc", "h", "left"],
    where: ["job"],
    hint: "back",
    help: "back to the list",
    run: setOpen(() => null),
  },
  ...movements("jobs", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { jobs } = state;
        const count = listedJobs(state).length;
        const list = moveTo(jobs.list, jobs.list.cursor + rows, count, jobsLayout(state).list);
        return { ...state, jobs: { ...jobs, list } };
      }),
    page: ({ store }) => jobsLayout(store.get()).list,
  }),
  ...movements("job", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const scroll = Math.min(Math.max(0, state.jobs.scroll + rows), 10_000);
        return { ...state, jobs: { ...state.jobs, scroll } };
      }),
    page: ({ store }) => bodyHeight(store.get()),
  }),
];

import type { ComponentChildren } from "preact";
import { ClassesTab } from "../classes/ClassesTab.tsx";
import { ConfirmationTab } from "../confirmation/ConfirmationTab.tsx";
import { ParametersTab } from "../parameters/ParametersTab.tsx";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Tabs } from "../parts/Tabs.tsx";
import { useSource } from "../source/useSource.ts";
import { TimelineTab } from "../timeline/TimelineTab.tsx";
import { TrialView } from "../trial/TrialView.tsx";
import { WhatIfTab } from "../whatif/WhatIfTab.tsx";
import { CurvesTab } from "./CurvesTab.tsx";
import { DocumentTab } from "./DocumentTab.tsx";
import { SweepHeader } from "./SweepHeader.tsx";
import type { TabProps } from "./tab.ts";
import { useDocument } from "./useDocument.ts";
import { useSweep } from "./useSweep.ts";

interface Props {
  readonly name: string;
  /** Of the place, behind the name. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** A sweep, live: its head, and the part of it that the place names. */
export function SweepView({ name, path, query }: Props) {
  const seen = useSweep(name);
  const document = useDocument(name);
  const { recorded } = useSource();
  const { sweep, failure } = seen;
  if (failure !== null) return <FailureNote failure={failure} />;
  if (sweep === null) return <p class="dim">Asking the controller …</p>;
  const props: TabProps = { ...seen, sweep, document, query };
  const [at = "", number] = path;
  if (at === "trials" && number !== undefined) return <TrialView {...props} number={Number(number)} />;
  const tabs = TABS.filter(({ shows }) => shows?.(props, recorded) ?? true);
  const tab = tabs.find(({ key }) => key === at) ?? tabs[0];
  return (
    <div class="stack">
      <SweepHeader sweep={sweep} trials={seen.trials} />
      <Tabs path={["sweeps", name]} tabs={tabs} at={tab?.key ?? ""} />
      {tab?.view(props)}
    </div>
  );
}

interface Tab {
  /** In the URL. */
  readonly key: string;
  readonly text: string;
  readonly view: (props: TabProps) => ComponentChildren;
  /** Whether this sweep has something of the kind; left out: always. */
  readonly shows?: (props: TabProps, recorded: boolean) => boolean;
}

const TABS: readonly Tab[] = [
  { key: "", text: "Curves", view: (props) => <CurvesTab {...props} /> },
  { key: "parameters", text: "Parameters", view: (props) => <ParametersTab {...props} /> },
  { key: "classes", text: "Classes", view: (props) => <ClassesTab {...props} /> },
  {
    key: "confirmation",
    text: "Finalists",
    view: (props) => <ConfirmationTab {...props} />,
    shows: ({ sweep }) => sweep.best !== null && sweep.best.confirmation !== null,
  },
  { key: "timeline", text: "Timeline", view: (props) => <TimelineTab {...props} /> },
  {
    key: "what-if",
    text: "What if",
    view: (props) => <WhatIfTab {...props} />,
    shows: (_props, recorded) => !recorded,
  },
  { key: "document", text: "Document", view: (props) => <DocumentTab {...props} /> },
];

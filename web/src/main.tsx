import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/parts.css";
import "./style/charts.css";
import "./style/views.css";
import { App } from "./page/App.tsx";
import { openSource } from "./source/openSource.ts";

const root = document.getElementById("page");
if (root !== null) render(<App source={openSource()} />, root);

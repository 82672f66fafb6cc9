// The charts that pages use; drawn as SVG only.
export * from "echarts/core";
import { use } from "echarts/core";
import { BarChart, FunnelChart, LineChart, MapChart, PieChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GeoComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart, FunnelChart, LineChart, MapChart, PieChart, SankeyChart, ScatterChart,
  AriaComponent, DatasetComponent, GeoComponent, GraphicComponent, GridComponent, LegendComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
  SVGRenderer,
]);

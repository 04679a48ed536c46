import "./style/base.css";
import "./style/controls.css";
import "./style/tree.css";
import "./style/detail.css";
import "./style/payload.css";
import "./style/dialog.css";
import "./style/login.css";
import { render } from "preact";
import { follow, followSelected } from "./data/follow";
import { App } from "./view/app";

render(<App />, document.body);
follow();
followSelected();

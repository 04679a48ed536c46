import { providerText } from "../../provider/pulumi/provider-text";

test("the provider text is small: it is stored twice with every resource", () => {
  expect(Buffer.byteLength(providerText("RetainedMessageSet"))).toBeLessThanOrEqual(450);
});

test("the provider text is what states of this version hold", () => {
  // A change here leaves every stack with the old text in its state: keep the old one working, and add a fixture.
  expect(providerText("RetainedMessage")).toMatchInlineSnapshot(
    `"const f=require("module").createRequire,g=require("path").dirname,n="pulumi-iot-retained/dynamic-provider";let d=process.cwd(),m,e;try{m=f(d+"/_")(n)}catch(x){e=x}for(;!m;d=g(d))try{m=f(d+"/node_modules/.pnpm/node_modules/_")(n)}catch(x){if(d==g(d)){if(e.code){e.stack=e.message=e.message.split("\\n",1)+": install the project's packages (npm install)";e.toString=()=>"iot-retained"}throw e}}exports.handler=()=>m.handler("RetainedMessage");"`,
  );
});

//! A real browser, driven by its own driver over HTTP.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::http::ask;
use super::tool;

/// A browser with one window; it closes with this value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: TempDir,
}

impl Browser {
    /// Starts the browser.
    pub(crate) fn start() -> Self {
        let chromium = tool("SIGHTLINE_TEST_CHROMIUM");
        let mut driver = Command::new(tool("SIGHTLINE_TEST_CHROMEDRIVER"));
        driver.arg("--port=0").stdin(Stdio::null()).stderr(Stdio::null());
        let mut driver = driver.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("successfully on port ").nth(1).map(str::to_owned))
            .and_then(|rest| rest.trim_end_matches('.').parse().ok())
            .expect("the driver names its port");
        // What the driver says later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let profile = TempDir::new().unwrap();
        let mut browser = Self { driver, port, session: String::new(), profile };
        let profile = browser.profile.path().display().to_string();
        let made = browser.tell("POST", "/session", &capabilities(&chromium, &profile));
        browser.session = made["sessionId"].as_str().unwrap().to_owned();
        browser.of_session("/timeouts", &json!({"script": 240_000, "pageLoad": 240_000}));
        browser
    }

    fn tell(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = ask(self.port, method, path, Some(&body.to_string()));
        let mut value: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer.status, 200, "{path}: {value:#}");
        value["value"].take()
    }

    fn of_session(&self, path: &str, body: &Value) -> Value {
        self.tell("POST", &format!("/session/{}{path}", self.session), body)
    }

    /// Shows pages as wide as this many CSS pixels.
    pub(crate) fn width(&self, width: u32) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        let command = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": size});
        self.of_session("/goog/cdp/execute", &command);
    }

    /// Opens a page and waits until it is loaded.
    pub(crate) fn open(&self, url: &str) {
        self.of_session("/url", &json!({ "url": url }));
        // A page is looked at once its fonts are there and it was laid out with them.
        self.wait_for(
            "const done = arguments[arguments.length - 1];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(done)));",
        );
    }

    /// What a function body returns within the page.
    pub(crate) fn eval(&self, body: &str) -> Value {
        self.of_session("/execute/sync", &json!({"script": body, "args": []}))
    }

    /// What a function body hands to its last argument, some time later.
    pub(crate) fn wait_for(&self, body: &str) -> Value {
        self.of_session("/execute/async", &json!({"script": body, "args": []}))
    }

    /// Presses and lets go of a key.
    pub(crate) fn press(&self, key: &str) {
        let keys = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        self.of_session(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": keys}]}),
        );
    }
}

/// Quiet, new, and without what a person's browser does beside showing pages.
fn capabilities(chromium: &str, profile: &str) -> Value {
    let mut arguments = vec![
        "--headless".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        format!("--user-data-dir={profile}"),
    ];
    // The browser's own walls do not stand for the machine's administrator, as in most containers.
    let user = std::process::Command::new("id").arg("-u").output().unwrap();
    if user.stdout.starts_with(b"0\n") {
        arguments.push("--no-sandbox".to_owned());
    }
    let options = json!({"binary": chromium, "args": arguments});
    json!({"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}})
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            ask(self.port, "DELETE", &format!("/session/{}", self.session), Some("{}"));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

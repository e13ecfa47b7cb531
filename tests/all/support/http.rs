//! A plain HTTP/1.1 client for the program's pages and the browser's driver, on this machine only.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::command;
use super::page::Page;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Headers, names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Asks a server on this machine; `body` makes it a JSON request.
pub(crate) fn ask(port: u16, method: &str, path: &str, body: Option<&str>) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(300))).unwrap();
    let body = body.unwrap_or_default();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut reader = BufReader::new(stream);
    let line = read_line(&mut reader);
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let line = read_line(&mut reader);
        let Some((name, value)) = line.split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let body = read_body(&mut reader, &headers);
    Answer { status, headers, body }
}

fn read_line(reader: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

fn read_body(reader: &mut BufReader<TcpStream>, headers: &BTreeMap<String, String>) -> Vec<u8> {
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|value| value == "chunked") {
        loop {
            let size = usize::from_str_radix(&read_line(reader), 16).unwrap();
            let mut part = vec![0; size];
            reader.read_exact(&mut part).unwrap();
            read_line(reader);
            if size == 0 {
                return body;
            }
            body.extend(part);
        }
    }
    match headers.get("content-length") {
        Some(length) => {
            body.resize(length.parse().unwrap(), 0);
            reader.read_exact(&mut body).unwrap();
        }
        None => {
            reader.read_to_end(&mut body).unwrap();
        }
    }
    body
}

/// The pages of a data folder, served for as long as this value lives.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Server {
    /// Serves a data folder at a free port.
    pub(crate) fn start(data: &Path) -> Self {
        let mut serve = command(data, &["serve", "--listen", "127.0.0.1:0"]);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.split("localhost:").nth(1).and_then(|rest| rest.split(' ').next());
        let port = port.unwrap_or_else(|| panic!("the server said: {line}")).parse().unwrap();
        Self { child, port }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        ask(self.port, "GET", path, None)
    }

    /// The page of every measure, and of every line of sight that these lead to.
    pub(crate) fn measure_pages(&self) -> Vec<String> {
        let links = |path: &str| Page::read(self.get(path).text()).links();
        let mut pages: Vec<String> =
            links("/measures").into_iter().filter(|link| link.starts_with("/measures/")).collect();
        assert!(pages.len() > 90, "{} measures", pages.len());
        let sights: Vec<String> = pages
            .iter()
            .flat_map(|page| links(page))
            .filter(|link| link.contains("/line-of-sight"))
            .collect();
        assert!(sights.len() > 30, "{} lines of sight", sights.len());
        pages.extend(sights);
        pages.sort();
        pages.dedup();
        pages
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

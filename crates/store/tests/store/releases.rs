//! Frozen editions, overrides of suppression, and kept files.

use sightline_kernel::sensitivity::Audience;
use sightline_store::{NewRelease, ReleaseId, StoreError};

use crate::on_both;
use crate::place::{CLOCK, import, key, of, reader, writer};

fn files(list: &[(&str, &[u8])]) -> Vec<std::io::Result<(String, Vec<u8>)>> {
    list.iter().map(|(path, bytes)| Ok(((*path).to_owned(), bytes.to_vec()))).collect()
}

on_both! {
    async fn an_edition_is_frozen_and_an_amendment_keeps_it(place: Place) {
        let store = place.here().await;
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let id = change.next_release("2021-22-public").await.unwrap();
        let one = NewRelease {
            id: id.clone(),
            manifest: serde_json::json!({"files": {"index.html": "…"}}),
            audit: change.audit_head(),
            amendment: None,
        };
        let first = files(&[("index.html", b"<p>one</p>"), ("data/a.csv", b"1"), ("empty", b"")]);
        change.release(&one, first.into_iter()).await.unwrap();
        change.commit().await.unwrap();

        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let again = change.release(&one, std::iter::empty()).await.unwrap_err();
        assert!(matches!(again, StoreError::Exists { .. }), "{again}");
        let next = change.next_release("2021-22-public").await.unwrap();
        let two = NewRelease { id: next.clone(), audit: change.audit_head(), ..one.clone() };
        let bare = change.release(&two, std::iter::empty()).await.unwrap_err();
        assert!(matches!(bare, StoreError::NoReason(_)), "{bare}");
        let stale = NewRelease { audit: one.audit, amendment: Some("x".into()), ..two.clone() };
        let old = change.release(&stale, std::iter::empty()).await.unwrap_err();
        assert!(matches!(old, StoreError::StaleHead { .. }), "{old}");
        let two = NewRelease { amendment: Some("table 3 corrected".into()), ..two };
        change.release(&two, files(&[("index.html", b"<p>two</p>"), ("data/a.csv", b"1")]).into_iter()).await.unwrap();
        change.commit().await.unwrap();

        let reader = store.read(&reader("here")).await.unwrap();
        let releases = reader.releases().await.unwrap();
        let told: Vec<_> = releases.iter().map(|r| (r.id.edition, r.supersedes, r.amendment.as_deref())).collect();
        assert_eq!(told, [(1, None, None), (2, Some(1), Some("table 3 corrected"))]);
        assert_eq!(reader.release(&id).await.unwrap().manifest, one.manifest);
        assert_eq!(reader.release_file(&id, "index.html").await.unwrap(), b"<p>one</p>");
        assert_eq!(reader.release_file(&next, "index.html").await.unwrap(), b"<p>two</p>");
        assert_eq!(reader.release_file(&id, "empty").await.unwrap(), b"");
        let paths: Vec<_> = reader.release_files(&id).await.unwrap().into_iter().map(|f| f.path).collect();
        assert_eq!(paths, ["data/a.csv", "empty", "index.html"]);
        assert!(matches!(reader.release_file(&id, "no").await, Err(StoreError::NotFound { .. })));
        let none = ReleaseId { report: "2020-21-public".into(), edition: 1 };
        assert!(matches!(reader.release(&none).await, Err(StoreError::NotFound { .. })));
        assert!(reader.verify_audit().await.unwrap().holds());
    }

    async fn an_override_is_signed_and_taken_back(place: Place) {
        let store = place.here().await;
        let scope = writer("here");
        let mut change = store.change(&scope, &CLOCK).await.unwrap();
        let rule = "dfe-cin".parse().unwrap();
        let sign = change.sign_suppression_override("table-7", &rule, Audience::Partners, "The chair", "").await;
        assert!(matches!(sign, Err(StoreError::NoReason(_))));
        let id = change.sign_suppression_override("table-7", &rule, Audience::Partners, "The chair", "agreed by the board").await.unwrap();
        change.withdraw_suppression_override(id, "The analyst", "published by mistake").await.unwrap();
        let twice = change.withdraw_suppression_override(id, "The analyst", "again").await;
        assert!(matches!(twice, Err(StoreError::NotFound { .. })));
        change.commit().await.unwrap();
        let reader = store.read(&reader("here")).await.unwrap();
        let kept = reader.suppression_overrides().await.unwrap().remove(0);
        assert_eq!((kept.subject.as_str(), kept.audience, kept.signed_by.as_str()), ("table-7", Audience::Partners, "The chair"));
        assert_eq!(kept.withdrawn.map(|w| (w.by, w.reason)).unwrap(), ("The analyst".to_owned(), "published by mistake".to_owned()));
    }

    async fn a_large_file_is_kept_in_pieces_and_only_once(place: Place) {
        let store = place.here().await;
        let large: Vec<u8> = (0..2_500_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 % 26 + b'a').collect();
        let large = String::from_utf8(large).unwrap();
        let rows = [(key("crime.offences", "2021-22", ""), "1")];
        let saved = import(&store, "here", &of("police/one"), &large, &rows).await.unwrap();
        let again = import(&store, "here", &of("police/two"), &large, &rows).await.unwrap();
        let reader = store.read(&reader("here")).await.unwrap();
        assert_eq!(reader.original(&saved.id).await.unwrap(), large.as_bytes());
        assert_eq!(reader.original(&again.id).await.unwrap(), large.as_bytes());
    }
}

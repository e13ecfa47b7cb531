//! Who may do what. Every read and write of the store takes a scope, and a scope is given only
//! here, so nobody can query without one.
//!
//! Sign-in comes with the hub; until then there is one kind of actor, the operator of an
//! installation, who works at its own desk.

use sightline_kernel::ids::PartnershipId;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    name: String,
    role: Role,
}

/// What an actor is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    /// Runs the command line or the loopback pages for these partnerships.
    Operator(Vec<PartnershipId>),
}

/// What is done. Few actions; resources are named for what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See figures, returns, data queries, reports.
    Read,
    /// Put in returns and publications.
    Contribute,
    /// Release reports, sign overrides.
    Release,
    /// Make and migrate the installation, check the audit chain.
    Administer,
}

impl Action {
    /// Every action, in the order of the printed matrix.
    pub const ALL: [Self; 4] = [Self::Read, Self::Contribute, Self::Release, Self::Administer];
}

/// There is no such thing for this actor. What you may not see is not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no partnership “{0}” here; `sightline doctor` lists the partnerships of a data folder"
)]
pub struct NotFound(pub PartnershipId);

/// Leave to read one partnership's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadScope {
    partnership: PartnershipId,
    actor: String,
}

/// Leave to change one partnership's records, by one action, for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteScope {
    read: ReadScope,
    action: Action,
    reason: String,
}

impl Actor {
    /// The operator of an installation that holds these partnerships.
    #[must_use]
    pub fn operator(name: impl Into<String>, partnerships: Vec<PartnershipId>) -> Self {
        Self { name: name.into(), role: Role::Operator(partnerships) }
    }

    /// The name that stands in the audit.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The one permission function: pages, exports, commands and jobs all ask it.
#[must_use]
pub fn may(actor: &Actor, action: Action, partnership: &PartnershipId) -> bool {
    match (&actor.role, action) {
        (
            Role::Operator(partnerships),
            Action::Read | Action::Contribute | Action::Release | Action::Administer,
        ) => partnerships.contains(partnership),
    }
}

/// Leave to read, if the actor may.
///
/// # Errors
/// Not found, when the actor may not.
pub fn to_read(actor: &Actor, partnership: &PartnershipId) -> Result<ReadScope, NotFound> {
    if may(actor, Action::Read, partnership) {
        Ok(ReadScope { partnership: partnership.clone(), actor: actor.name.clone() })
    } else {
        Err(NotFound(partnership.clone()))
    }
}

/// Leave to change by `action`, if the actor may; the reason stands in the audit.
///
/// # Errors
/// Not found, when the actor may not.
pub fn to_write(
    actor: &Actor,
    action: Action,
    partnership: &PartnershipId,
    reason: impl Into<String>,
) -> Result<WriteScope, NotFound> {
    if may(actor, action, partnership) {
        Ok(WriteScope { read: to_read(actor, partnership)?, action, reason: reason.into() })
    } else {
        Err(NotFound(partnership.clone()))
    }
}

impl ReadScope {
    /// The partnership.
    #[must_use]
    pub fn partnership(&self) -> &PartnershipId {
        &self.partnership
    }

    /// Who reads.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }
}

impl WriteScope {
    /// Leave to read what one may change.
    #[must_use]
    pub fn read(&self) -> &ReadScope {
        &self.read
    }

    /// The partnership.
    #[must_use]
    pub fn partnership(&self) -> &PartnershipId {
        self.read.partnership()
    }

    /// Who changes.
    #[must_use]
    pub fn actor(&self) -> &str {
        self.read.actor()
    }

    /// By which action.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_reaches_only_the_partnerships_here() {
        let here = PartnershipId::new("here").unwrap();
        let elsewhere = PartnershipId::new("elsewhere").unwrap();
        let actor = Actor::operator("operator", vec![here.clone()]);
        for action in Action::ALL {
            assert!(to_write(&actor, action, &here, "why").is_ok(), "{action:?}");
            assert_eq!(
                to_write(&actor, action, &elsewhere, "why"),
                Err(NotFound(elsewhere.clone()))
            );
        }
        assert!(to_read(&actor, &elsewhere).is_err());
    }
}

//! Credentials that a workload would not need if the platform vouched for it.

use crate::artefact::workload::{Container, EnvVar};
use crate::rule::Pass;

/// Variables that hold a long-lived credential of a cloud whose managed Kubernetes gives pods an identity, and what that is
/// called there.
const CREDENTIALS: [(&str, &str); 7] = [
    ("AWS_SECRET_ACCESS_KEY", "EKS Pod Identity or IAM roles for service accounts"),
    ("AZURE_CLIENT_SECRET", "Microsoft Entra Workload ID"),
    ("ARM_CLIENT_SECRET", "Microsoft Entra Workload ID"),
    ("GOOGLE_CREDENTIALS", "Workload Identity Federation for GKE"),
    ("GOOGLE_APPLICATION_CREDENTIALS_JSON", "Workload Identity Federation for GKE"),
    ("GOOGLE_SERVICE_ACCOUNT_KEY", "Workload Identity Federation for GKE"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "RAM roles for service accounts"),
];

/// A long-lived key of a cloud in the environment of a workload.
pub fn static_cloud_credential(pass: &mut Pass) {
    for workload in pass.app.workloads.iter().filter(|workload| workload.is_production()) {
        for container in &workload.pod.containers {
            for var in container.env.iter().filter(|var| !is_elsewhere(container, var)) {
                let known = CREDENTIALS.iter().find(|(name, _)| *name == var.name.text);
                let Some((name, identity)) = known else { continue };
                let message = format!(
                    "'{name}' hands a long-lived cloud key to container '{}' of {}",
                    container.name.text,
                    workload.title()
                );
                pass.report(var.name.span, message)
                    .help(format!("let the platform vouch for the pod instead: {identity}"));
            }
        }
    }
}

/// Whether the key is for a service that only speaks the cloud's protocol, as other stores do: its address is set beside it.
fn is_elsewhere(container: &Container, key: &EnvVar) -> bool {
    key.name.text.starts_with("AWS_")
        && container.env.iter().any(|var| {
            let name = var.name.text.to_ascii_uppercase();
            name.contains("ENDPOINT")
                && !var.value.as_ref().is_some_and(|value| value.text.contains("amazonaws.com"))
        })
}

package io.uppercased.view;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The live view.
 *
 * @param enabled whether to show the live view at the root of the web server
 * @param send whether everyone who can open it may send test messages to the service
 */
@ConfigurationProperties(prefix = "udp.live-view", ignoreUnknownFields = false)
public record LiveView(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean send) {
}

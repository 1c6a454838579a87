package io.uppercased.udp.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.ConfigurableEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchException;

/** How an invalid property is reported. */
@Execution(ExecutionMode.CONCURRENT)
class InvalidPropertyTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					--udp.port=70000                     | udp.port=70000 is not valid. It must be from 0 to 65535.
					--udp.burst-size=0                   | udp.burst-size=0 is not valid. It must be from 1 to 1024.
					--udp.listeners=65                   | udp.listeners=65 is not valid. It must be from 1 to 64.
					--udp.top-senders=101                | udp.top-senders=101 is not valid. It must be from 0 to 100.
					--udp.rate-limit.per-source=-1       | udp.rate-limit.per-source=-1 is not valid. It must be from 0 to 1000000000.
					--udp.listeners=abc                  | udp.listeners=abc is not valid (…). It must be a whole number: number of sockets
					--udp.transport=bogus                | udp.transport=bogus is not valid (…). It must be auto or linux or nio:
					--udp.receive-buffer=4M              | udp.receive-buffer=4M is not valid (…). It must be a size such as 512KB or 4MB:
					--udp.receive-buffer=4               | udp.receive-buffer=4 is not valid. It lacks a unit: 4B, 4KB or 4MB.
					--udp.receive-buffer=0B              | udp.receive-buffer=0B is not valid. It must be from 1B to
					--udp.max-payload=70000B             | udp.max-payload=70000B is not valid. It must be from 1B to 65507B.
					--udp.max-payload=100MB              | udp.max-payload=100MB is not valid. It must be from 1B to 65507B.
					--udp.lame-duck=10                   | udp.lame-duck=10 is not valid. It lacks a unit: 10ms, 10s or 10m.
					--udp.lame-duck=soon                 | udp.lame-duck=soon is not valid (…). It must be a time such as 500ms, 10s or 1m:
					--udp.lame-duck=${NONE:10}           | udp.lame-duck=10 is not valid. It lacks a unit
					--udp.lame-duck=-1s                  | udp.lame-duck=-1s is not valid. It must be from 0s to 24h.
					--udp.drain-timeout=9223372036854775807s | is not valid. It must be from 0s to 24h.
					--udp.address=                       | udp.address= is not valid. It is empty.
					--udp.enabled=                       | udp.enabled= is not valid. It is empty.
					--udp.rate-limit=                    | udp.rate-limit= is not valid. It is empty.
					--udp.refused-source-ports=          | udp.refused-source-ports= is not valid. It is empty.
					--udp.allowed-sources[0]=            | udp.allowed-sources[0]= is not valid. It is empty.
					--udp.allowed-sources=               | udp.allowed-sources= is not valid. It is empty. It must be addresses or blocks such as 10.0.0.0/8:
					--udp.allowed-sources=${NONE:}       | udp.allowed-sources= is not valid. It is empty.
					--udp.allowed-sources=10.0.0.0/33    | udp.allowed-sources=10.0.0.0/33 is not valid (…). '10.0.0.0/33' is not a block: its prefix is 0 to 32 bits long. It must be addresses or blocks such as 10.0.0.0/8:
					--udp.refused-source-ports=9-1       | udp.refused-source-ports=9-1 is not valid (…). '9-1' is not a range from a lower to a higher port, both 0 to 65535. It must be ports
					--udp.port=0x2ee0                    | udp.port=0x2ee0 is not valid. It is not in decimal digits. It must be a whole number:
					--udp.port=#12                       | udp.port=#12 is not valid. It is not in decimal digits.
					--udp.listeners=\u0662               | It is not in decimal digits. It must be a whole number: number of sockets
					--udp.address=300.0.0.1              | udp.address=300.0.0.1 is not valid (…). It must be an address such as 127.0.0.1 or ::1: local address
					--udp.live-view.send=perhaps         | udp.live-view.send=perhaps is not valid (…). It must be true or false: whether
					--udp.rate-limit=100                 | udp.rate-limit is a group of properties
					--udp.segmentation=false --udp.transport=nio | udp.segmentation=false is not valid. It has no effect with 'udp.transport=nio'
					--udp.rate-limit.burst=5             | udp.rate-limit.burst=5 is not valid. It has no effect without 'udp.rate-limit.per-source'.
					--udp.rate-limit.report-only=true    | udp.rate-limit.report-only=true is not valid. It has no effect without
					--udp.allowed-source=10.0.0.0/8      | There is no property udp.allowed-source (…). Did you mean udp.allowed-sources?
					--udp.rate-limit.per-sorce=5         | There is no property udp.rate-limit.per-sorce (…). Did you mean udp.rate-limit.per-source?
					--udp.live-view.snd=true             | There is no property udp.live-view.snd (…). Did you mean udp.live-view.send?
					--udp.nothing-like-it=1              | There is no property udp.nothing-like-it (…).
					""")
	void refusesAnInvalidValueAndSaysWhatIsValid(String arguments, String line) {
		assertThat(describe(BoundProperties.commandLine(arguments.split(" "))).replaceAll("\\(\"udp[^)]*\\)", "(…)"))
			.contains(line);
	}

	@Test
	void suggestsNothingForAPropertyOfAnUnknownGroup() {
		assertThat(describe(BoundProperties.commandLine("--udp.limit.burst-size=1")))
			.contains("There is no property udp.limit.burst-size")
			.doesNotContain("Did you mean");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'udp:\\nport: 12345'           | udp= is not valid. It is empty. It must be a group of properties, indented
			'udp:\\n  rate-limit:'         | udp.rate-limit= is not valid. It is empty. It must be a group of properties
			'udp:\\n  allowed-sources:'    | udp.allowed-sources= is not valid. It is empty. It must be addresses
			'udp:\\n  allowed-sources: []' | udp.allowed-sources= is not valid. It is empty. It must be addresses
			""")
	void refusesWhatAFileLeavesEmpty(String yaml, String line) throws IOException {
		write(yaml.translateEscapes());
		assertThat(describe(BoundProperties.files(this.folder))).contains(line);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			'udp:\\n  port: 1\\n bad: x\\n' | application.yml] is not valid YAML, line 3, column 2: expected <block end>
			'udp: [\\n'                     | application.yml] is not valid YAML, line 2
			'udp: \\1\\n'                   | application.yml] is not valid YAML: special characters are not allowed
			""")
	void namesTheFileThatIsNotYaml(String yaml, String line) throws IOException {
		write(yaml.translateEscapes());
		assertThatExceptionOfType(FailureAnalyzedException.class).isThrownBy(() -> BoundProperties.files(this.folder))
			.satisfies((ex) -> assertThat(ex.analysis().getDescription()).contains(this.folder.toString(), line));
	}

	private void write(String yaml) throws IOException {
		Files.writeString(this.folder.resolve("application.yml"), yaml);
	}

	private static String describe(ConfigurableEnvironment environment) {
		Exception failure = catchException(() -> BoundProperties.bind(environment));
		FailureAnalysis analysis = new InvalidPropertyAnalyzer(environment).analyze(failure);
		assertThat(analysis).as(() -> String.valueOf(failure)).isNotNull();
		return analysis.getDescription();
	}

}
